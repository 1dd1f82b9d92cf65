"""Lead links out of docs/ to files of the repository: mkdocs serves docs/ alone.

A file that is linked to is laid beside the pages under files/, at its own path.
"""

import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

_LINK = re.compile(r"(\]\()((?:\.\./)[^)#\s]+)((?:#[^)]*)?\))")
_ROOT = Path(__file__).resolve().parents[1]


def on_files(files, config):
    """Add each file of the repository that a page links to, as text that a browser shows."""
    pages = [each for each in files if each.src_uri.endswith(".md")]
    wanted = {path for page in pages for path in _linked(page.content_string, page.src_uri)}
    for path in sorted(wanted):
        if (_ROOT / path).is_file():
            text = (_ROOT / path).read_text(encoding="utf-8")
            files.append(File.generated(config, f"files/{path}.txt", content=text))
    return files


def on_page_markdown(markdown, page, config, files):
    """Point each such link to where its file was laid; what is not there stays, and is told."""
    def laid(found):
        path = _path(found[2], page.file.src_uri)
        if not (_ROOT / path).is_file():
            return found[0]
        to = posixpath.relpath(f"files/{path}.txt", posixpath.dirname(page.file.src_uri) or ".")
        return f"{found[1]}{to}{found[3]}"

    return _LINK.sub(laid, markdown)


def _linked(markdown, source):
    return [_path(found[2], source) for found in _LINK.finditer(markdown)]


def _path(link, source):
    return posixpath.normpath(posixpath.join("docs", posixpath.dirname(source), link))
