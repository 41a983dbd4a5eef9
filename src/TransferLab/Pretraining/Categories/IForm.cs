using TransferLab.Data;

namespace TransferLab.Pretraining.Categories;

/// <summary>What a category is: a form without colours. Parameters drawn once, when the category is made, are its identity; those drawn in <see cref="Draw"/> vary from picture to picture.</summary>
internal interface IForm
{
    /// <summary>A few words in kebab-case, e.g. <c>ring-of-6-stars</c>.</summary>
    string Detail { get; }

    /// <summary>Whether it fills the picture (a texture) instead of leaving background around it (an object).</summary>
    bool Covers { get; }

    /// <summary>Draws one instance.</summary>
    /// <param name="frame">From pixels to the form's own coordinates; an object lies within the unit circle.</param>
    /// <param name="random">The instance's draws.</param>
    /// <param name="layer">Cleared; receives values, coverage and shading.</param>
    void Draw(in Frame frame, ref CounterRandom random, Layer layer);
}
