# Steps of the tests that meet the program as a person does; to be sourced. Each failure is counted in $failures.
failures=0

# expect NAME CODE COMMAND…: the command must end with that code; its output is kept in out.txt and err.txt.
expect() {
  local name=$1 code=$2
  shift 2
  "$@" >out.txt 2>err.txt </dev/null
  local got=$?
  if [ "$got" -ne "$code" ]; then
    echo "FAIL $name: exit code $got, expected $code"
    head -c 2000 out.txt err.txt
    failures=$((failures + 1))
  fi
}

# says NAME FILE TEXT: the file must hold the text.
says() {
  if ! grep -qF -- "$3" "$2"; then
    echo "FAIL $1: no \"$3\" in:"
    head -c 2000 "$2"
    failures=$((failures + 1))
  fi
}

# is_silent_about NAME FILE TEXT: the file must not hold the text.
is_silent_about() {
  if grep -qF -- "$3" "$2"; then
    echo "FAIL $1: \"$3\" stands in $2:"
    grep -F -- "$3" "$2" | head -3
    failures=$((failures + 1))
  fi
}

# same NAME FILE FILE: both must hold the same bytes.
same() {
  if ! cmp "$2" "$3"; then
    echo "FAIL $1: $2 and $3 differ"
    diff "$2" "$3" | head -c 2000
    failures=$((failures + 1))
  fi
}

# finish NAME: the last line of a test.
finish() {
  [ "$failures" -eq 0 ] && echo "$1: all as expected"
  exit "$((failures > 0))"
}
