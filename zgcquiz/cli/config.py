"""config, config get, set, unset, edit, path."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer
import typer.core

from zgcquiz.cli.context import app_context
from zgcquiz.cli.editor import open_editor
from zgcquiz.cli.options import JsonOption, PlainOption
from zgcquiz.cli.output import show

KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="A setting's name, or weekday_load.DAY. `zgcquiz config` lists them.")
]
PackOption = Annotated[
    str | None, typer.Option("--pack", metavar="PACK", help="For this pack alone: its id, or a path to it.")
]


class SettingsListed(typer.core.TyperGroup):
    """Lists the settings below the commands."""

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        from zgcquiz.core.configuration import SETTINGS

        with formatter.section("Settings"):
            formatter.write_dl([(name, f"{each.about} ({each.takes})") for name, each in SETTINGS.items()])


app = typer.Typer(name="config", cls=SettingsListed, rich_markup_mode=None, invoke_without_command=True)


@app.callback()
def config(ctx: typer.Context, plain: PlainOption = False, json: JsonOption = False) -> None:
    """Show all settings, and where each value comes from; or change them."""
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


@app.command("set", context_settings={"ignore_unknown_options": True})  # -1 is a value, if a wrong one
def set_(
    ctx: typer.Context,
    key: KeyArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it is to be, as one writes it in TOML.")],
    pack: PackOption = None,
    json: JsonOption = False,
) -> None:
    """Set one value in the settings file. Its comments and layout stay."""
    _change(ctx, key, value, pack, json)


@app.command()
def unset(ctx: typer.Context, key: KeyArgument, pack: PackOption = None, json: JsonOption = False) -> None:
    """Take one value out of the file: the default holds again."""
    _change(ctx, key, None, pack, json)


def _change(ctx: typer.Context, key: str, value: str | None, pack: str | None, json: bool) -> None:
    from zgcquiz.app.learner.settings import change
    from zgcquiz.ui.report.settings import print_setting_change, setting_change_json

    found = change(app_context(ctx), key, value, pack)
    show(json, lambda: setting_change_json(found), lambda page: print_setting_change(page, found))


@app.command()
def edit(ctx: typer.Context) -> None:
    """Open the file in your editor, and check it afterwards.

    The editor is what $VISUAL or $EDITOR names.

    Where there is no file yet, it begins with all settings named and none set.
    """
    from zgcquiz.app.learner.settings import begin
    from zgcquiz.ui.report.settings import print_no_problems

    context = app_context(ctx)
    begin(context)
    open_editor(os.environ, context.paths.config)
    _ = context.configuration  # raises what is wrong with it
    show(False, lambda: None, lambda page: print_no_problems(page, context.paths.config))


@app.command()
def path(ctx: typer.Context, json: JsonOption = False) -> None:
    """Print where the settings file is, or would be."""
    found = app_context(ctx).paths.config
    show(json, lambda: {"path": str(found), "exists": found.exists()}, lambda page: page.problems([found]))
