"""config, config get, set, unset, edit, path."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer
import typer.core

from zgcquiz.cli import completion
from zgcquiz.cli.context import app_context
from zgcquiz.cli.editor import open_editor
from zgcquiz.cli.options import JsonOption, PlainOption
from zgcquiz.cli.output import show

KeyArgument = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        help="A setting's name, weekday_load.DAY or colours.NAME. `zgcquiz config` lists them.",
        autocompletion=completion.settings,
    ),
]
PackOption = Annotated[
    str | None,
    typer.Option(
        "--pack", metavar="PACK", help="Only for this pack: its id, or a path to it.", autocompletion=completion.packs
    ),
]


class SettingsListed(typer.core.TyperGroup):
    """A group whose help lists the settings below the commands."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from zgcquiz.core.configuration import SETTINGS

        with formatter.section("Settings"):
            formatter.write_dl([(name, f"{each.about} ({each.takes})") for name, each in SETTINGS.items()])


app = typer.Typer(name="config", cls=SettingsListed, rich_markup_mode=None, invoke_without_command=True)


@app.callback()
def config(ctx: typer.Context, plain: PlainOption = False, json: JsonOption = False) -> None:
    """Show all settings and their origins, or change them."""
    if ctx.invoked_subcommand is not None:
        return
    from zgcquiz.app.learner.settings import settings
    from zgcquiz.ui.report.settings import print_settings, settings_json

    context = app_context(ctx)
    found = settings(context)
    path = context.paths.config
    show(json, lambda: settings_json(found, path), lambda page: print_settings(page, found, path), plain)


@app.command()
def get(ctx: typer.Context, key: KeyArgument, pack: PackOption = None, json: JsonOption = False) -> None:
    """Print the value of one setting."""
    from zgcquiz.app.learner.settings import setting
    from zgcquiz.ui.report.settings import setting_json, value_text

    found = setting(app_context(ctx), key, pack)
    show(json, lambda: setting_json(found), lambda page: page.problems([value_text(found)]))


@app.command("set", context_settings={"ignore_unknown_options": True})  # so that -1 is parsed as a value
def set_(
    ctx: typer.Context,
    key: KeyArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The new value, as written in TOML.")],
    pack: PackOption = None,
    json: JsonOption = False,
) -> None:
    """Set one setting in the settings file. Comments and layout stay."""
    _change(ctx, key, value, pack, json)


@app.command()
def unset(ctx: typer.Context, key: KeyArgument, pack: PackOption = None, json: JsonOption = False) -> None:
    """Remove one setting from the file, so that the default applies."""
    _change(ctx, key, None, pack, json)


def _change(ctx: typer.Context, key: str, value: str | None, pack: str | None, json: bool) -> None:
    from zgcquiz.app.learner.settings import change
    from zgcquiz.ui.report.settings import print_setting_change, setting_change_json

    found = change(app_context(ctx), key, value, pack)
    show(json, lambda: setting_change_json(found), lambda page: print_setting_change(page, found))


@app.command()
def edit(ctx: typer.Context) -> None:
    """Open the settings file in your editor, and check it afterwards.

    The editor is $VISUAL or $EDITOR. A new file lists all settings, commented out.
    """
    from zgcquiz.app.learner.settings import begin
    from zgcquiz.ui.report.settings import print_no_problems

    context = app_context(ctx)
    begin(context)
    open_editor(os.environ, context.paths.config)
    _ = context.configuration  # raises SettingsError if the file has errors
    show(False, lambda: None, lambda page: print_no_problems(page, context.paths.config))


@app.command()
def path(ctx: typer.Context, json: JsonOption = False) -> None:
    """Print the path of the settings file."""
    found = app_context(ctx).paths.config
    show(json, lambda: {"path": str(found), "exists": found.exists()}, lambda page: page.problems([found]))
