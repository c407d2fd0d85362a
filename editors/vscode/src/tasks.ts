// Tasks: `poa check` and `poa build` with their faults in the list of problems.

import * as vscode from "vscode";

import { type CaseCommand, caseArguments } from "./case";
import { invocation, programPath } from "./settings";

interface PoaTaskDefinition extends vscode.TaskDefinition {
  readonly command: CaseCommand;
  readonly case?: string;
  readonly sites?: readonly string[];
}

const TITLES: Readonly<Record<CaseCommand, string>> = {
  check: "check the case",
  build: "build the plans",
  release: "build the plans to send",
};

export class PoaTasks implements vscode.TaskProvider {
  provideTasks(): vscode.Task[] {
    const commands: readonly CaseCommand[] = ["check", "build", "release"];
    return (vscode.workspace.workspaceFolders ?? []).flatMap((folder) =>
      commands.map((command) => taskOf({ type: "poa", command }, folder)),
    );
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = task.definition as PoaTaskDefinition;
    const folder = isFolder(task.scope) ? task.scope : vscode.workspace.workspaceFolders?.[0];
    return folder === undefined ? undefined : taskOf(definition, folder);
  }
}

/** Runs a command on one case and waits for nothing: the terminal shows it. */
export async function runOn(command: CaseCommand, file: vscode.Uri): Promise<void> {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  await vscode.tasks.executeTask(taskOf({ type: "poa", command, case: file.fsPath }, folder, file));
}

function taskOf(
  definition: PoaTaskDefinition,
  folder: vscode.WorkspaceFolder | undefined,
  file?: vscode.Uri,
): vscode.Task {
  const place = file ?? folder?.uri ?? vscode.Uri.file(".");
  const given = invocation(place);
  const asked = { ...given, sites: definition.sites ?? given.sites };
  const words = caseArguments(definition.command, definition.case ?? place.fsPath, asked);
  const options = folder === undefined ? {} : { cwd: folder.uri.fsPath };
  const task = new vscode.Task(
    definition,
    folder ?? vscode.TaskScope.Workspace,
    TITLES[definition.command],
    "poa",
    new vscode.ProcessExecution(programPath(), words, options),
    "$poa",
  );
  task.group = definition.command === "check" ? vscode.TaskGroup.Test : vscode.TaskGroup.Build;
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
  return task;
}

function isFolder(scope: vscode.Task["scope"]): scope is vscode.WorkspaceFolder {
  return typeof scope === "object";
}
