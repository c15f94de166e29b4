// JSON as text: laid out for reading, never parsed into values, so that numbers, key order and escapes stay as they are.

/** Indented when it is JSON, untouched when it is not: the editor shows what is wrong with it. */
export function pretty(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  return text.includes("\n") ? text : indented(text);
}

/** JSON laid out over lines without parsing it into values: numbers, duplicate keys and escapes stay as they are. */
function indented(text: string): string {
  let depth = 0;
  const line = (): string => `\n${"  ".repeat(depth)}`;
  const parts = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  return parts
    .map((part, index) => {
      const next = parts[index + 1];
      if (part === "{" || part === "[") {
        if (next === "}" || next === "]") return part;
        depth++;
        return part + line();
      }
      if (part === "}" || part === "]") {
        const previous = parts[index - 1];
        if (previous === "{" || previous === "[") return part;
        depth--;
        return line() + part;
      }
      return part === "," ? part + line() : part === ":" ? ": " : part;
    })
    .join("");
}
