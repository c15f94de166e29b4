const vscode = require("vscode");

exports.activate = () => {
  const changed = new vscode.EventEmitter();
  let selected;
  return {
    environments: {
      getActiveEnvironmentPath: () => ({ id: selected ?? "", path: selected ?? "" }),
      resolveEnvironment: async ({ path }) => (path ? { executable: { uri: vscode.Uri.file(path) } } : undefined),
      onDidChangeActiveEnvironmentPath: changed.event,
    },
    /** What the user would do with "Python: Select Interpreter". */
    select(path) {
      selected = path;
      changed.fire({ path });
    },
  };
};
