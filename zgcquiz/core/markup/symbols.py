"""What TeX's commands are in Unicode."""

from __future__ import annotations


def _commands(table: str) -> dict[str, str]:
    """Return the signs in a table of names and signs, by command."""
    words = table.split()
    return {f"\\{name}": sign for name, sign in zip(words[::2], words[1::2], strict=True)}


LETTERS = _commands(r"""
    alpha α  beta β  gamma γ  delta δ  epsilon ε  zeta ζ  eta η  theta θ  iota ι  kappa κ  lambda λ  mu μ  nu ν
    xi ξ  omicron ο  pi π  rho ρ  sigma σ  tau τ  upsilon υ  phi φ  chi χ  psi ψ  omega ω  Gamma Γ  Delta Δ
    Theta Θ  Lambda Λ  Xi Ξ  Pi Π  Sigma Σ  Upsilon Υ  Phi Φ  Psi Ψ  Omega Ω  varepsilon ε  vartheta ϑ
    varphi ϕ  varsigma ς  varrho ϱ  ell ℓ  hbar ℏ  imath ı  Re ℜ  Im ℑ  aleph ℵ  wp ℘  partial ∂  nabla ∇
    infty ∞  emptyset ∅  varnothing ∅  forall ∀  exists ∃  nexists ∄  neg ¬  lnot ¬  angle ∠  triangle △
    square □  degree °  prime ′  ldots …  dots …  cdots ⋯  vdots ⋮  dag †  ddag ‡  S §  checkmark ✓  top ⊤
    bot ⊥  colon :  backslash \  lfloor ⌊  rfloor ⌋  lceil ⌈  rceil ⌉  langle ⟨  rangle ⟩  lbrace {  rbrace }
    vert |  Vert ‖  dagger †  ddagger ‡
    { {  } }  % %  $ $  & &  # #  _ _  | ‖
""")
OPERATORS = {"+": "+", "-": "−", "±": "±", "*": "*"} | _commands("""
    pm ±  mp ∓  times ×  div ÷  cdot ·  ast ∗  star ⋆  circ ∘  bullet •  cup ∪  cap ∩  setminus ∖  wedge ∧
    vee ∨  land ∧  lor ∨  oplus ⊕  ominus ⊖  otimes ⊗  odot ⊙
""")
RELATIONS = {"=": "=", "<": "<", ">": ">", ":": ":"} | _commands("""
    le ≤  leq ≤  leqslant ≤  ge ≥  geq ≥  geqslant ≥  ne ≠  neq ≠  ll ≪  gg ≫  approx ≈  equiv ≡  sim ∼  simeq ≃
    cong ≅  propto ∝  in ∈  notin ∉  ni ∋  subset ⊂  subseteq ⊆  supset ⊃  supseteq ⊇  to →  rightarrow →
    leftarrow ←  gets ←  leftrightarrow ↔  Rightarrow ⇒  Leftarrow ⇐  Leftrightarrow ⇔  implies ⟹  iff ⟺  mapsto ↦
    longrightarrow ⟶  uparrow ↑  downarrow ↓  parallel ∥  perp ⊥  mid ∣  vdash ⊢  models ⊨  lt <  gt >
    rightleftharpoons ⇌  bmod mod  therefore ∴  because ∵
""")
LARGE = _commands("""
    sum ∑  prod ∏  coprod ∐  int ∫  iint ∬  iiint ∭  oint ∮  bigcup ⋃  bigcap ⋂  bigoplus ⨁  bigvee ⋁
    bigwedge ⋀
""")
DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
SCRIPT = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵", strict=True))
ALPHABETS = {r"\mathbb": DOUBLE_STRUCK, r"\mathcal": SCRIPT}
"""Commands whose argument is a letter of another alphabet."""
ACCENTS = {
    r"\vec": "\u20d7", r"\hat": "\u0302", r"\bar": "\u0304", r"\overline": "\u0305", r"\underline": "\u0332",
    r"\tilde": "\u0303", r"\dot": "\u0307", r"\ddot": "\u0308",
}  # fmt: skip
SPACES = {**dict.fromkeys((r"\,", r"\:", r"\;", r"\ ", "~", r"\quad", r"\qquad"), " "), r"\!": ""}
_FUNCTIONS = """
    sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim limsup liminf max min sup inf det dim
    ker gcd deg arg Pr
"""
FUNCTIONS = frozenset(f"\\{name}" for name in _FUNCTIONS.split())
"""Commands that are shown as their name."""
TEXT_COMMANDS = frozenset((r"\text", r"\textrm", r"\textit", r"\textbf", r"\mbox"))
"""Commands whose argument is text."""
NAME_COMMANDS = frozenset((r"\operatorname", r"\operatorname*"))
"""Commands whose argument is the name of a function."""
FONTS = frozenset((r"\mathrm", r"\mathbf", r"\mathit", r"\mathsf", r"\boldsymbol"))
"""Commands whose argument is a formula, set in letters that a line of text doesn't tell apart."""
SIZES = frozenset(
    (r"\left", r"\right", r"\big", r"\Big", r"\bigg", r"\Bigg", r"\bigl", r"\bigr", r"\Bigl", r"\Bigr")
) | {r"\displaystyle", r"\limits", r"\nolimits"}
"""Commands that change nothing on a line of text."""

SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθφχ′,",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᵠᵡ′,",
        strict=True,
    )
)
SUBSCRIPTS = dict(
    zip(
        "0123456789+-−=()aehijklmnoprstuvxβγρφχ",
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ",
        strict=True,
    )
)
