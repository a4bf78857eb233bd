"""``python -m suiji.sampling``: the reference of the draw on the command line (protocol §10)."""

import argparse
import gc
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from suiji.sampling import bundle, freeze, opening
from suiji.sampling.canonical import KEY_BYTES, Invalid, Unusable, canonical_json, from_hex, parse_json
from suiji.sampling.commitment import COMMITMENT, Plan, parse_plan
from suiji.sampling.draw import RESULT, Drawn, draw
from suiji.sampling.frame import Excluded, read_excluded, read_frame
from suiji.sampling.seed import REVEAL
from suiji.sampling.verify import Verdict, verify_bundle

EVERYTHING = (*bundle.PUBLIC_FILES, *bundle.AUDIT_FILES)


Run = Callable[[argparse.Namespace], None]
"""What a command does with its words."""


def parser(
    prog: str = "python -m suiji.sampling", runs: Mapping[str, Run] | None = None, engines: Sequence[str] = ()
) -> argparse.ArgumentParser:
    """The words of protocol §10. A program with engines has its own ``runs``, by the command's name."""
    root = argparse.ArgumentParser(prog=prog, description="A draw that anybody can check.")
    commands = root.add_subparsers(required=True, metavar="freeze | draw | verify | open | check")
    command = commands.add_parser("freeze", help="fix a list and its quotas before the seed can be known")
    command.add_argument("frame", nargs="?", type=Path, metavar="FRAME.csv")
    command.add_argument("--staffing", type=Path, metavar="STAFFING.json")
    command.add_argument("--excluded", type=Path, metavar="EXCLUDED.csv")
    command.add_argument("--plan", type=Path, required=True, metavar="PLAN.json")
    command.add_argument("--bundle", type=Path, required=True, metavar="DIR")
    command.add_argument("--key-hex", metavar="HEX")
    command.set_defaults(run=run_freeze)
    command = commands.add_parser("draw", help="draw a frozen bundle with what the sources revealed")
    command.add_argument("bundle", type=Path, metavar="DIR")
    command.add_argument("--reveal", type=Path, required=True, metavar="REVEAL.json")
    command.add_argument("--unannounced", action="store_true")
    command.set_defaults(run=run_draw)
    command = commands.add_parser("verify", help="repeat and check everything the bundle's files allow")
    command.add_argument("bundle", type=Path, metavar="DIR")
    command.add_argument("--audit", action="store_true")
    command.add_argument("--require-log", action="store_true")
    command.set_defaults(run=run_verify)
    command = commands.add_parser("open", help="prove that one object stood in the frame")
    command.add_argument("bundle", type=Path, metavar="DIR")
    command.add_argument("id", metavar="ID")
    command.add_argument("--lot", action="store_true", help="also lot and blind, which can prove its class")
    command.set_defaults(run=run_open)
    command = commands.add_parser("check", help="check such a proof against the commitment")
    command.add_argument("opening", type=Path, metavar="OPENING.json")
    command.add_argument("bundle", type=Path, metavar="DIR")
    command.set_defaults(run=run_check)
    for name, run in (runs or {}).items():
        commands.choices[name].set_defaults(run=run)
        commands.choices[name].add_argument("--engine", choices=engines, default=engines[0])
    return root


def plan_and_key(words: argparse.Namespace) -> tuple[Plan, bytes, freeze.Names]:
    """What every freeze needs besides its list: the plan, a key, and how the files are called."""
    if (words.frame is None) == (words.staffing is None) or (words.staffing and words.excluded):
        raise Unusable("freeze takes FRAME.csv [--excluded EXCLUDED.csv], or --staffing STAFFING.json")
    if (words.bundle / COMMITMENT).exists():
        raise Unusable("the bundle already holds a commitment", file=str(words.bundle))
    plan = parse_plan(bundle.read_input(words.plan), str(words.plan))
    key = secrets.token_bytes(KEY_BYTES) if words.key_hex is None else from_hex(words.key_hex, KEY_BYTES)
    if key is None:
        raise Unusable("--key-hex is not 64 digits of lower-case hex")
    return (
        plan,
        key,
        freeze.Names(str(words.frame), str(words.excluded), str(words.plan), str(words.staffing)),
    )


def run_freeze(words: argparse.Namespace) -> None:
    """Write a frozen bundle."""
    plan, key, names = plan_and_key(words)
    if words.staffing:
        staffing = parse_json(bundle.read_input(words.staffing), names.staffing)
        frozen = freeze.freeze_staffing(staffing=staffing, plan=plan, key=key, names=names)
    else:
        frame = read_frame(bundle.read_input(words.frame), names.frame)
        excluded = excluded_of(words)
        frozen = freeze.freeze_objects(frame=frame, excluded=excluded, plan=plan, key=key, names=names)
    keep_frozen(words.bundle, frozen, frozen.files)


def excluded_of(words: argparse.Namespace) -> Sequence[Excluded]:
    """The exclusions, if any are given."""
    if words.excluded is None:
        return ()
    return read_excluded(bundle.read_input(words.excluded), str(words.excluded))


def keep_frozen(folder: Path, frozen: freeze.Frozen, files: Mapping[str, bytes | Path]) -> None:
    """Write the frozen bundle and say so."""
    bundle.write_files(folder, files, last=COMMITMENT)
    say(f"Frozen ({frozen.visibility}). commitment_sha256 {frozen.commitment_sha256}")


def run_draw(words: argparse.Namespace) -> None:
    """Add the result to a frozen bundle."""
    files = bundle.read_bundle(words.bundle, EVERYTHING)
    reveal = bundle.read_input(words.reveal)
    drawn = draw(files=files, reveal=reveal, unannounced=words.unannounced, name=str(words.reveal))
    keep_drawn(words.bundle, files, drawn)


def keep_drawn(folder: Path, files: Mapping[str, bytes], drawn: Drawn) -> None:
    """Add the draw's files to the bundle and say so."""
    reveal = drawn.files[REVEAL]
    is_kept = files.get(REVEAL) == reveal
    new = {name: content for name, content in drawn.files.items() if not (is_kept and name == REVEAL)}
    bundle.write_files(folder, new, last=RESULT)
    for party in drawn.defaulted:
        say(f"{party} defaulted.")
    for number in drawn.unverified:
        say(f"The signature of drand round {number} is not verified: install drand-verify.")
    say(f"Drawn. seed {drawn.seed.hex()}")


def run_verify(words: argparse.Namespace) -> None:
    """Print what was found; `Invalid` where it does not verify."""
    files = bundle.read_bundle(words.bundle, EVERYTHING if words.audit else bundle.PUBLIC_FILES)
    tell(verify_bundle(files, audit=words.audit, require_log=words.require_log))


def tell(verdict: Verdict) -> None:
    """Print what was found; `Invalid` where it does not verify."""
    if not verdict.ok:
        raise Invalid(verdict.lines[0])
    for line in (*verdict.lines, f"Verified ({verdict.level})."):
        say(line)


def run_open(words: argparse.Namespace) -> None:
    """Print an opening."""
    files = bundle.read_bundle(words.bundle, EVERYTHING)
    say(canonical_json(opening.inclusion(files, words.id, with_lot=words.lot)).decode())


def run_check(words: argparse.Namespace) -> None:
    """Check an opening."""
    files = bundle.read_bundle(words.bundle, bundle.PUBLIC_FILES)
    say(opening.check_opening(bundle.read_input(words.opening), files, str(words.opening)))


def say(line: str, stream: TextIO | None = None) -> None:
    """Print one line: names come from files, so what a terminal would obey or cannot show is spelt out."""
    stream = stream or sys.stdout
    shown = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)
    encoding = stream.encoding or "ascii"
    print(shown.encode(encoding, "backslashreplace").decode(encoding), file=stream)


def main(arguments: list[str] | None = None, words_of: argparse.ArgumentParser | None = None) -> int:
    """Run one command; 0 done or verified, 1 does not verify, 2 unusable input and nothing written."""
    words = (words_of or parser()).parse_args(arguments)
    try:
        words.run(words)
    except Invalid as error:
        say(f"does not verify: {error}", sys.stderr)
        return 1
    except Unusable as error:
        say(f"unusable: {error}", sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    # A list is millions of small objects that live to the end: looking for cycles among them costs much time.
    gc.disable()
    sys.exit(main())
