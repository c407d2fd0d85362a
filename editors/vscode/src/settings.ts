// The user's settings, read where they are needed, so that a change counts at once.

import * as fs from "node:fs";
import * as os from "node:os";
import * as vscode from "vscode";

import { type Invocation, type Language, languageOf } from "./case";
import { locate } from "./program";

export function programPath(): string {
  return locate(vscode.workspace.getConfiguration("poa").get<string>("server.path", "poa"), {
    path: process.env["PATH"] ?? "",
    home: os.homedir(),
    isWindows: process.platform === "win32",
    exists: (file) => fs.existsSync(file),
  });
}

export function language(): Language {
  const configured = vscode.workspace.getConfiguration("poa").get<string>("language", "auto");
  return languageOf(configured, vscode.env.language);
}

export function previewArguments(): readonly string[] {
  return vscode.workspace.getConfiguration("poa").get<string[]>("preview.arguments", []);
}

/** What every call of `poa` for a case is told besides the command. */
export function invocation(resource?: vscode.Uri): Invocation {
  const settings = vscode.workspace.getConfiguration("poa", resource);
  return {
    sites: settings.get<string[]>("sites", []),
    asOf: settings.get<string>("asOf", ""),
    language: language(),
  };
}
