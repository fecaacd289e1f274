#!/usr/bin/env bash
# Walks through the mock homeserver with curl alone: login, a long poll that an event wakes, relations page by page,
# and a download that opusinfo accepts. Usage: curl_walks.sh PATH/TO/serve_for_tests [tls]
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
  echo "curl walk failed: $1" >&2
  exit 1
}

# The text of a string member; the first one of that name in the JSON on standard input.
member() { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

over=()
if [[ ${2:-} == tls ]]; then
  export CURL_CA_BUNDLE=$folder/authority.pem
  over=(--tls "$CURL_CA_BUNDLE")
fi
coproc server { exec "$1" "${over[@]}"; }
read -r cast <&"${server[0]}"
base_url=$(member base_url <<<"$cast")
[[ -z ${over[*]} || $base_url == https:* ]] || fail "no TLS: $base_url"
user_id=$(member user_id <<<"$cast")
password=$(member password <<<"$cast")
room_id=$(member room_id <<<"$cast")

tell() {
  echo "$1" >&"${server[1]}"
  read -r answer <&"${server[0]}"
}
ask() { curl --silent --show-error --fail --max-time 20 -H "Authorization: Bearer $token" "$base_url$1"; }

# Login by password.
login="{\"type\":\"m.login.password\",\"identifier\":{\"type\":\"m.id.user\",\"user\":\"$user_id\"},\"password\":\"$password\"}"
token=$(curl --silent --fail --max-time 20 -d "$login" "$base_url/_matrix/client/v3/login" | member access_token)
[[ -n $token ]] || fail "no token after login"
[[ $(ask /_matrix/client/v3/account/whoami | member user_id) == "$user_id" ]] || fail "whoami names another user"

# A long poll: it ends when the event is there, long before its thirty seconds are over.
since=$(ask /_matrix/client/v3/sync | member next_batch)
ask "/_matrix/client/v3/sync?since=$since&timeout=30000" >"$folder/poll" &
poll=$!
tell rest
[[ $answer == resting ]] || fail "the long poll does not wait"
tell started
wait "$poll" || fail "the long poll was not answered"
grep -q '"state":"started"' "$folder/poll" || fail "the long poll did not bring the event that woke it"

# Relations: seven chunks, three to a page, newest first.
for number in 1 2 3 4 5 6 7; do tell "chunk $number"; done
heard=""
from=""
for _ in 1 2 3 4 5; do
  ask "/_matrix/client/v1/rooms/$room_id/relations/%24started/m.reference?limit=3$from" >"$folder/page"
  heard="$heard $(grep -o '"sequence":[0-9]*' "$folder/page" | cut -d : -f 2 | tr '\n' ' ')|"
  next=$(member next_batch <"$folder/page" || true)
  [[ -n $next ]] || break
  from="&from=$next"
done
[[ $heard == " 7 6 5 | 4 3 2 | 1 |" ]] || fail "the pages of relations were:$heard"

# Media: with a token on the new path, without one on the old.
url=$(member url <"$folder/page")
ask "/_matrix/client/v1/media/download/${url#mxc://}" >"$folder/chunk.ogg"
opusinfo "$folder/chunk.ogg" >"$folder/info" || fail "opusinfo does not accept the download"
grep -q 'Playback length: 0m:00.200s' "$folder/info" || fail "the chunk is not 200 ms long"
curl --silent --fail --max-time 20 "$base_url/_matrix/media/v3/download/${url#mxc://}" | cmp - "$folder/chunk.ogg" ||
  fail "the two ways of downloading differ"
status=$(curl --silent --max-time 20 -o /dev/null -w '%{http_code}' "$base_url/_matrix/client/v1/media/download/${url#mxc://}")
[[ $status == 401 ]] || fail "the new path answers $status without a token"

echo "curl walks: login, long poll, relations, media: good"
