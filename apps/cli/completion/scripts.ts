export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** What a shell is told once: how to ask `florin` for what may come next. Where nothing is known, it offers files. */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: `_florin() {
  local IFS=$'\\n'
  COMPREPLY=($(florin completion reply -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _florin florin
`,
  zsh: `#compdef florin
_florin() {
  local -a found
  found=("\${(@f)$(florin completion reply -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -a found; else _files; fi
}
if [[ "\${funcstack[1]}" = _florin ]]; then _florin "$@"; else compdef _florin florin; fi
`,
  fish: `function __florin_candidates
  set -l words (commandline -opc)
  set -l typed (commandline -ct)
  set -l found (florin completion reply -- $words[2..-1] "$typed[1]" 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path "$typed[1]"
  end
end
complete -c florin -f -a '(__florin_candidates)'
`,
}
