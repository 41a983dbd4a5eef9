using System.Globalization;
using TransferLab.Backbones;

namespace TransferLab.Freezing;

/// <summary><c>partial:N</c>: the last N layer groups train.</summary>
/// <param name="Groups">How many groups train, counted from the end; 0 is a linear probe.</param>
public sealed record PartialPolicy(int Groups) : FreezePolicy
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"partial:{Groups}");

    internal static PartialPolicy FromArgument(string argument) =>
        int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var groups)
            ? new(groups)
            : throw new FreezeException($"'partial:{argument}' must say how many layer groups train, e.g. partial:2.");

    internal override Predicate<BackboneParameter> Trains(Backbone backbone)
    {
        var groups = backbone.LayerGroups;
        if (Groups > groups.Count)
            throw new FreezeException($"'{this}' wants more layer groups than the {groups.Count} of '{backbone.Spec.Name}': {string.Join(", ", groups.Select(g => g.Name))}.");
        var frozen = groups.Count - Groups;
        return frozen == 0 ? _ => true : p => p.Position > groups[frozen - 1].EndPosition;
    }
}
