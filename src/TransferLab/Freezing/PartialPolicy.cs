using System.IO.Enumeration;

namespace TransferLab.Freezing;

/// <summary><c>partial:N</c>: the last N layer groups train.</summary>
/// <param name="Groups">How many groups train, counted from the end; 0 is a linear probe.</param>
internal sealed record PartialPolicy(int Groups) : FreezePolicy
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"partial:{Groups}");

    internal static PartialPolicy FromArgument(string argument) =>
        int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out var groups)
            ? new(groups)
            : throw new FreezeException($"'partial:{argument}' must say how many layer groups train, e.g. partial:2.");

    internal override Predicate<BackboneParameter> Trains(Backbone backbone)
    {
        var groups = backbone.LayerGroups;
        if (Groups > groups.Count)
            throw new FreezeException(
                $"'{this}' wants more layer groups than the {groups.Count} of '{backbone.Spec.Name}': {string.Join(", ", groups.Select(g => g.Name))}.");
        var frozen = groups.Count - Groups;
        return frozen == 0 ? _ => true : p => p.Position > groups[frozen - 1].EndPosition;
    }
}

/// <summary><c>linear-probe</c>: nothing of the backbone trains, only the head.</summary>
internal sealed record LinearProbePolicy : FreezePolicy
{
    public override string ToString() => "linear-probe";

    internal override Predicate<BackboneParameter> Trains(Backbone backbone) => _ => false;
}

/// <summary><c>until:VALUE-OR-GLOB</c>: everything up to and including a cut point, or a whole layer group when its name is given,
/// is frozen. In a glob <c>*</c> stands for any characters and <c>?</c> for one; of several matches the last counts.</summary>
/// <param name="Pattern">Name of a value or layer group, or a glob over the names of cut points.</param>
internal sealed record UntilPolicy(string Pattern) : FreezePolicy
{
    public override string ToString() => $"until:{Pattern}";

    internal static UntilPolicy FromArgument(string argument) =>
        argument.Length > 0
            ? new(argument)
            : throw new FreezeException(
                "'until:' must name a value of the graph, e.g. until:conv_pw_7_relu; what is known of the backbone lists its cut points.");

    internal override Predicate<BackboneParameter> Trains(Backbone backbone)
    {
        var end = EndPosition(backbone);
        return p => p.Position > end;
    }

    private int EndPosition(Backbone backbone)
    {
        var cuts = backbone.CutPoints;
        if (cuts.FirstOrDefault(c => c.Value == Pattern) is { } exact)
            return exact.Position;
        if (backbone.LayerGroups.FirstOrDefault(g => g.Name == Pattern) is { } group)
            return group.EndPosition;
        if (cuts.LastOrDefault(c => FileSystemName.MatchesSimpleExpression(Pattern, c.Value, ignoreCase: false)) is { } match)
            return match.Position;
        if (backbone.PositionOf(Pattern) is { } inside)
        {
            var before = inside < 0 ? null : cuts.LastOrDefault(c => c.Position < inside && c.IsLayerBoundary)?.Value;
            throw new FreezeException($"'{Pattern}' lies inside a block, where the graph cannot be cut: not every path to the features passes through it. " +
                $"The nearest cut points are "
                    + $"{(before is null ? "" : $"'{before}' before and ")}'{cuts.First(c => c.Position > inside && c.IsLayerBoundary).Value}' after it.");
        }
        throw new FreezeException(
            $"'{this}' matches no cut point of '{backbone.Spec.Name}'; the nearest names are {NearestNames.Of(Pattern, cuts.Select(c => c.Value))}.");
    }
}

/// <summary><c>full</c>: everything trains.</summary>
internal sealed record FullPolicy : FreezePolicy
{
    public override string ToString() => "full";

    internal override Predicate<BackboneParameter> Trains(Backbone backbone) => _ => true;
}
