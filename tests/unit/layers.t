#!/bin/sh
# Which layer may include and call what.
exec "$(dirname "$0")/../../tools/layers"
