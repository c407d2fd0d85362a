// Tasks: `poa check` and `poa build` with their faults in the list of problems.

import * as path from "node:path";
import * as vscode from "vscode";

import { type CaseCommand, caseArguments, holdsCase } from "./case";
import { openFile } from "./files";
import { invocation } from "./settings";
import { CaseTerminal } from "./terminal";

interface PoaTaskDefinition extends vscode.TaskDefinition {
  readonly command: CaseCommand;
  readonly case?: string;
  readonly sites?: readonly string[];
}

const COMMANDS: readonly CaseCommand[] = ["check", "build", "release"];

/** Where cases are not looked for. */
const NO_CASES = "**/{node_modules,target,out}/**";

/** Most files that are looked at for cases. */
const FILES_MAX = 50;

export class PoaTasks implements vscode.TaskProvider {
  async provideTasks(): Promise<vscode.Task[]> {
    const cases = await findCases();
    return cases.flatMap((file) => COMMANDS.map((command) => taskOf(definitionOf(command, file), file)));
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const definition = task.definition as PoaTaskDefinition;
    const folder = isFolder(task.scope) ? task.scope : vscode.workspace.workspaceFolders?.[0];
    if (folder === undefined) {
      return undefined;
    }
    return taskOf(definition, vscode.Uri.joinPath(folder.uri, definition.case ?? "."), folder);
  }
}

/** The files of this window that hold a case. */
export async function findCases(): Promise<vscode.Uri[]> {
  const files = await vscode.workspace.findFiles("**/*.poa", NO_CASES, FILES_MAX);
  const known = await Promise.all(
    files.map(async (file) => {
      const bytes = await vscode.workspace.fs.readFile(file);
      return holdsCase(new TextDecoder().decode(bytes)) ? [file] : [];
    }),
  );
  return known.flat().sort((a, b) => a.path.localeCompare(b.path));
}

/** Runs a command on one case, and says how it ended. */
export async function runOn(command: CaseCommand, file: vscode.Uri): Promise<void> {
  const task = taskOf(definitionOf(command, file), file);
  const execution = await vscode.tasks.executeTask(task);
  const ended = vscode.tasks.onDidEndTaskProcess((event) => {
    if (event.execution === execution) {
      ended.dispose();
      void tell(command, file, event.exitCode);
    }
  });
}

async function tell(command: CaseCommand, file: vscode.Uri, code: number | undefined): Promise<void> {
  if (code !== 0) {
    const problems = vscode.l10n.t("Show Problems");
    const message = vscode.l10n.t("Faults stand in the way.");
    if ((await vscode.window.showWarningMessage(message, problems)) === problems) {
      await vscode.commands.executeCommand("workbench.actions.view.problems");
    }
  } else if (command === "check") {
    void vscode.window.showInformationMessage(vscode.l10n.t("No fault stands in the way."));
  } else {
    await offerPlans(vscode.Uri.joinPath(file, "..", "out"));
  }
}

async function offerPlans(out: vscode.Uri): Promise<void> {
  const plans = await vscode.workspace.findFiles(new vscode.RelativePattern(out, "*/plan.pdf"));
  const sites = plans.map((plan) => path.basename(path.dirname(plan.fsPath))).sort();
  const open = vscode.l10n.t("Open the PDF");
  const message = vscode.l10n.t("The plans are built: {0}.", sites.join(", "));
  if ((await vscode.window.showInformationMessage(message, open)) !== open) {
    return;
  }
  const site = sites.length > 1 ? await vscode.window.showQuickPick(sites) : sites[0];
  if (site !== undefined) {
    await openFile(vscode.Uri.joinPath(out, site, "plan.pdf"));
  }
}

function definitionOf(command: CaseCommand, file: vscode.Uri): PoaTaskDefinition {
  return { type: "poa", command, case: vscode.workspace.asRelativePath(file, false) };
}

function taskOf(
  definition: PoaTaskDefinition,
  file: vscode.Uri,
  folder = vscode.workspace.getWorkspaceFolder(file),
): vscode.Task {
  const given = invocation(file);
  const asked = { ...given, sites: definition.sites ?? given.sites };
  const isFile = file.path.endsWith(".poa");
  const place = isFile ? path.dirname(file.fsPath) : file.fsPath;
  const words = caseArguments(definition.command, isFile ? path.basename(file.fsPath) : ".", asked);
  const terminal = (): Promise<vscode.Pseudoterminal> =>
    Promise.resolve(new CaseTerminal(words, place));
  const task = new vscode.Task(
    definition,
    folder ?? vscode.TaskScope.Workspace,
    titleOf(definition),
    "poa",
    new vscode.CustomExecution(terminal),
    "$poa",
  );
  task.group = definition.command === "check" ? vscode.TaskGroup.Test : vscode.TaskGroup.Build;
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
  return task;
}

function titleOf(definition: PoaTaskDefinition): string {
  const titles: Readonly<Record<CaseCommand, string>> = {
    check: vscode.l10n.t("check the case"),
    build: vscode.l10n.t("build the plans"),
    release: vscode.l10n.t("build the plans to send"),
  };
  const title = titles[definition.command];
  return definition.case === undefined ? title : `${title}: ${definition.case}`;
}

function isFolder(scope: vscode.Task["scope"]): scope is vscode.WorkspaceFolder {
  return typeof scope === "object";
}
