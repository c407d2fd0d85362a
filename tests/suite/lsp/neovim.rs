//! A real editor: Neovim without a screen. In: a script that opens, edits, completes, renames,
//! mends, formats and colours with the grammar for editors. Out: what it wrote down. Left out, with
//! a line, where there is no Neovim.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cli::new_case;

/// What the editor does: every step fails the script with its name.
const SCRIPT: &str = r#"
local case, poa, log = vim.env.POA_CASE, vim.env.POA_BIN, vim.env.POA_LOG
local out = {}
local function note(line) table.insert(out, line) end
local function done(code)
  local file = assert(io.open(log, 'w')); file:write(table.concat(out, '\n') .. '\n'); file:close()
  vim.cmd(code == 0 and 'qa!' or 'cq!')
end
local ok, err = xpcall(function()
  vim.cmd('edit ' .. case .. '/case.poa')
  local buffer = vim.api.nvim_get_current_buf()
  vim.bo[buffer].filetype = 'poa'
  local command = { poa, 'lsp', '--as-of', '2026-11-12' }
  local id = vim.lsp.start_client({ name = 'poa', cmd = command, root_dir = case })
  assert(id and vim.lsp.buf_attach_client(buffer, id), 'the server did not start')
  local client
  assert(vim.wait(60000, function()
    client = vim.lsp.get_client_by_id(id)
    return client and client.initialized
  end, 20), 'the server did not answer')
  local function lines() return vim.api.nvim_buf_get_lines(buffer, 0, -1, false) end
  local function find(text)
    for row, line in ipairs(lines()) do
      local column = line:find(text, 1, true)
      if column then return row, column - 1 end
    end
    error('not in the buffer: ' .. text)
  end
  local function ask(method, params)
    local answer = vim.lsp.buf_request_sync(buffer, method, params, 60000)
    local mine = answer and answer[client.id]
    assert(mine and not mine.err, method .. ': ' .. vim.inspect(mine))
    return mine.result
  end
  local function at(row, column)
    local document = vim.lsp.util.make_text_document_params(buffer)
    return { textDocument = document, position = { line = row - 1, character = column } }
  end
  local function wait_for(code, wanted)
    assert(vim.wait(60000, function()
      for _, fault in ipairs(vim.diagnostic.get(buffer)) do
        local data = fault.user_data and fault.user_data.lsp
        if (fault.code or (data and data.code)) == code then return wanted end
      end
      return not wanted
    end, 20), code .. (wanted and ' did not come' or ' did not go'))
  end

  wait_for('todo-left', true); note('opened')

  local row = find('owner  logistics-lead')
  vim.api.nvim_buf_set_lines(buffer, row - 1, row, false, { '  owner logistic-lead' })
  wait_for('unknown-name', true); note('edited')

  local params = at(row, 8)
  params.range = { start = params.position, ['end'] = params.position }
  params.context = { diagnostics = {} }
  local fix
  for _, action in ipairs(ask('textDocument/codeAction', params)) do
    if action.title == 'write `logistics-lead`' then fix = action end
  end
  assert(fix, 'no fix')
  vim.lsp.util.apply_workspace_edit(fix.edit, client.offset_encoding)
  wait_for('unknown-name', false); note('fixed')

  if vim.lsp.buf.format then
    vim.lsp.buf.format({ timeout_ms = 60000 })
  else
    vim.lsp.buf.formatting_sync(nil, 60000)
  end
  find('  owner  logistics-lead'); note('formatted')

  local labels = {}
  local result = ask('textDocument/completion', at(row, 9))
  for _, item in ipairs(result.items) do labels[item.label] = true end
  assert(labels['service-lead'] and labels['logistics-lead'], vim.inspect(result))
  note('completed')

  local rename = at(row, 12); rename.newName = 'head-of-logistics'
  vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', rename), client.offset_encoding)
  find('person head-of-logistics'); find('owner  head-of-logistics'); note('renamed')

  local hover = ask('textDocument/hover', at(row, 12))
  assert(hover.contents.value:find('Logistics lead', 1, true), vim.inspect(hover)); note('hovered')
  local definition = ask('textDocument/definition', at(row, 12))
  assert(definition[1].range.start.line == find('person head-of-logistics') - 1); note('found')

  local add = vim.treesitter.language and vim.treesitter.language.add
  if add then add('poa') else vim.treesitter.require_language('poa') end
  local queries = vim.treesitter.query.get or vim.treesitter.get_query
  local colours = queries('poa', 'highlights')
  local tree = vim.treesitter.get_parser(buffer, 'poa'):parse()[1]
  local seen = {}
  for capture, node in colours:iter_captures(tree:root(), buffer, 0, -1) do
    local line, first, _, last = node:range()
    local text = vim.api.nvim_buf_get_lines(buffer, line, line + 1, true)[1]:sub(first + 1, last)
    seen[colours.captures[capture] .. ' ' .. text] = true
  end
  for _, wanted in ipairs({ 'keyword action', 'property owner', 'function head-of-logistics' }) do
    assert(seen[wanted], wanted .. ' is not coloured')
  end
  assert(#queries('poa', 'folds').captures > 0 and #queries('poa', 'indents').captures > 0)
  vim.treesitter.highlighter.new(vim.treesitter.get_parser(buffer, 'poa'), {})
  vim.cmd('redraw'); note('coloured')

  vim.cmd('write'); note('saved')
  client.stop(true)
end, debug.traceback)
if not ok then note('failed: ' .. tostring(err)) end
done(ok and 0 or 1)
"#;

/// Whether the program is there; a test whose tool is missing fails where it is required.
#[expect(clippy::print_stderr, reason = "whoever runs the tests is told what was left out")]
fn has_neovim() -> bool {
    let is_there = Command::new("nvim").arg("--version").output().is_ok();
    let is_required = std::env::var_os("POA_REQUIRE_TOOLS").is_some();
    assert!(is_there || !is_required, "Neovim is required: install the package `neovim`");
    if !is_there {
        eprintln!("left out: there is no Neovim (package `neovim`)");
    }
    is_there
}

/// The grammar as the manual of the grammar says: compiled, with its queries beside it.
fn install_grammar(runtime: &Path) {
    let grammar = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/tree-sitter-poa");
    let queries = runtime.join("queries/poa");
    fs::create_dir_all(&queries).expect("a folder can be made");
    fs::create_dir_all(runtime.join("parser")).expect("a folder can be made");
    for name in ["highlights.scm", "folds.scm", "indents.scm"] {
        let query = grammar.join("queries").join(name);
        fs::copy(query, queries.join(name)).expect("it can be copied");
    }
    let output = Command::new("cc")
        .current_dir(&grammar)
        .args(["-shared", "-fPIC", "-O2", "-Isrc", "-o"])
        .arg(runtime.join("parser/poa.so"))
        .args(["src/parser.c", "src/scanner.c"])
        .output()
        .expect("the C compiler that builds the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_real_editor_works_on_a_case() {
    if !has_neovim() {
        return;
    }
    let (folder, case) = new_case();
    let script = folder.path().join("script.lua");
    let log = folder.path().join("log.txt");
    fs::write(&script, SCRIPT).expect("it can be written");
    let home = folder.path().join("home");
    install_grammar(&home.join("config/nvim"));
    let output = Command::new("nvim")
        .args(["--headless", "-u", "NONE", "-i", "NONE", "-n", "-S"])
        .arg(&script)
        .env("POA_CASE", &case)
        .env("POA_BIN", Path::new(env!("CARGO_BIN_EXE_poa")))
        .env("POA_LOG", &log)
        .env("XDG_STATE_HOME", home.join("state"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .output()
        .expect("Neovim starts");
    let said = fs::read_to_string(&log).unwrap_or_default();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let steps = [
        "opened",
        "edited",
        "fixed",
        "formatted",
        "completed",
        "renamed",
        "hovered",
        "found",
        "coloured",
        "saved",
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), steps, "{errors}");
    let saved = fs::read_to_string(case.join("case.poa")).expect("it was saved");
    assert!(saved.contains("person head-of-logistics"));
}
