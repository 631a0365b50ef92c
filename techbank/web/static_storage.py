"""Static files named by their content, the modules that a module names included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ByContent(CompressedManifestStaticFilesStorage):
    """A page never mixes a new module with an old one that the browser kept."""

    support_js_module_import_aggregation = True
