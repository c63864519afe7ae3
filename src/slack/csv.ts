/** A table as CSV. A spreadsheet takes no cell for a formula. */
export function asCsv(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return `${[columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** https://owasp.org/www-community/attacks/CSV_Injection */
function cell(value: string | number): string {
  const text = String(value);
  const harmless =
    typeof value === 'string' && /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n;]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
