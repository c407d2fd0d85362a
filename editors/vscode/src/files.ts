// Opens files of a case with what shows them: text and pictures here, PDF outside of the editor.

import * as vscode from "vscode";

/** Opens a file. The editor has no viewer for PDF unless an extension brings one. */
export async function openFile(file: vscode.Uri): Promise<void> {
  const isPdf = file.path.toLowerCase().endsWith(".pdf");
  const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (isPdf && !hasPdfViewer() && isHere) {
    await vscode.env.openExternal(file);
    return;
  }
  await vscode.commands.executeCommand("vscode.open", file);
}

function hasPdfViewer(): boolean {
  return vscode.extensions.all.some((extension) => {
    const manifest: unknown = extension.packageJSON;
    const contributed = (manifest as { contributes?: { customEditors?: unknown } }).contributes;
    return /"\*?\*?\/?\*\.pdf"/.test(JSON.stringify(contributed?.customEditors ?? []));
  });
}
