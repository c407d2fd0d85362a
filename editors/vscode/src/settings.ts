// The user's settings, read where they are needed, so that a change counts at once.

import * as vscode from "vscode";

import { type Invocation, type Language, languageOf } from "./case";

export function programPath(): string {
  const path = vscode.workspace.getConfiguration("poa").get<string>("server.path", "poa").trim();
  return path === "" ? "poa" : path;
}

export function language(): Language {
  const configured = vscode.workspace.getConfiguration("poa").get<string>("language", "auto");
  return languageOf(configured, vscode.env.language);
}

export function previewArguments(): readonly string[] {
  return vscode.workspace.getConfiguration("poa").get<string[]>("preview.arguments", []);
}

/** What every call of `poa` for a case is told besides the command. */
export function invocation(resource: vscode.Uri): Invocation {
  const settings = vscode.workspace.getConfiguration("poa", resource);
  return {
    sites: settings.get<string[]>("sites", []),
    asOf: settings.get<string>("asOf", ""),
    language: language(),
  };
}
