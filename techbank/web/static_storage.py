"""Static files named by their content, also in the imports of JavaScript modules."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ByContent(CompressedManifestStaticFilesStorage):
    """A page never mixes a new module with an old one from the browser's cache."""

    support_js_module_import_aggregation = True
