const vscode = require("vscode");

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  let selected;
  return {
    getEnvironment: async () => selected && { execInfo: { run: { executable: selected } } },
    onDidChangeEnvironment: changed.event,
    /** What the user would do with "Python: Select Environment". */
    select(path) {
      selected = path;
      changed.fire({ new: path });
    },
  };
};
