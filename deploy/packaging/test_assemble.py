"""Tests of assemble.py: `python3 -m unittest discover deploy/packaging`."""

import io
import json
import pathlib
import tempfile
import unittest
import zipfile

import assemble


def binaries(folder, content=b"\x7fELF program"):
    for name in assemble.FUNCTIONS:
        path = folder / f"{name}-function" / "bootstrap"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    return folder


class Assembles(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.packs = self.folder / "packs"
        (self.packs / "one" / "scripts").mkdir(parents=True)
        (self.packs / "one" / "config.json").write_text("{}")

    def made(self, name, content=b"\x7fELF program"):
        out = self.folder / name
        assemble.assemble(binaries(self.folder / f"{name}-binaries", content), "x86_64", self.packs, out)
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}

    def test_the_same_input_gives_the_same_bytes(self):
        self.assertEqual(self.made("first"), self.made("second"))

    def test_a_zip_holds_one_executable_bootstrap(self):
        made = self.made("dist")
        (key,) = [key for key in made if key.startswith("functions/core-")]
        with zipfile.ZipFile(io.BytesIO(made[key])) as archive:
            (info,) = archive.infolist()
            self.assertEqual((info.filename, info.external_attr >> 16), ("bootstrap", 0o755))

    def test_every_placeholder_of_the_root_is_filled_with_a_key_that_is_there(self):
        made = self.made("dist")
        root = made["templates/root.yaml"].decode()
        self.assertIsNone(assemble.PLACEHOLDER.search(root))
        for folder in ("functions/", "machines/", "templates/"):
            keys = [key for key in made if key.startswith(folder) and key in root]
            self.assertTrue(keys, folder)

    def test_other_content_gets_another_key_and_the_manifest_lists_all(self):
        first, second = self.made("first"), self.made("second", b"\x7fELF other")
        self.assertFalse({key for key in first if key.startswith("functions/")} & second.keys())
        listed = json.loads(first["manifest.json"])["files"]
        self.assertEqual(listed.keys(), first.keys() - {"manifest.json"})
        self.assertEqual(listed["packs/one/config.json"]["sha256"], assemble.sha256(b"{}"))

    def test_what_is_missing_is_named(self):
        with self.assertRaisesRegex(assemble.Problem, "core-function/bootstrap is not there"):
            assemble.assemble(self.folder, "x86_64", self.packs, self.folder / "dist")
        dist = assemble.Dist(self.folder / "out")
        template = self.folder / "root.yaml"
        template.write_text("Key: __nothing.zip__")
        with self.assertRaisesRegex(assemble.Problem, "nothing stands for __nothing.zip__"):
            dist.fill(template)


if __name__ == "__main__":
    unittest.main()
