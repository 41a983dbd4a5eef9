namespace TransferLab.Classifiers.Explanation;

/// <summary>
/// Finds the map that a heat map is drawn from: the last value with rows and columns through which all of the picture goes on its way to the logits. It is the
/// last that still knows where in the picture something is, and the one whose channels mean most.
/// </summary>
internal static class MapFinder
{
    // What moves a map about without computing: a map that is laid flat behind it is still a map.
    private static readonly HashSet<string> s_moves = new(StringComparer.Ordinal)
        { "Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze", "Identity", "Dropout" };

    /// <summary>The map of a package's model.</summary>
    /// <param name="model">From uint8 [N,H,W,3] to logits.</param>
    /// <param name="input">The image input.</param>
    /// <param name="logits">The class scores.</param>
    /// <param name="shapes">What is known of the model's values.</param>
    /// <exception cref="ExplanationException">There is none.</exception>
    public static (string Value, MapForm Form) Find(OnnxModel model, string input, string logits, ShapeTable shapes)
    {
        ImagePath path;
        try
        {
            path = new ImagePath(model.Graph, input, logits);
        }
        catch (BackboneException e)
        {
            throw new ExplanationException($"A heat map cannot be drawn: {e.Message}", e);
        }
        var axes = new ChannelAxes(path, shapes, ImageLayout.Nhwc);
        foreach (var (position, value) in path.Articulations().Reverse())
        {
            if (shapes.Type(value) != ElementType.Float || !shapes.Knows(value))
                continue;
            var shape = shapes.Shape(value);
            if (shape.Rank == 4 && axes.Find(value) is 1 or 3 && FormOf(shape, axes.Of(value)) is { Height: var h, Width: var w } form && h * w > 1)
                return (value, form);
            // Tokens that were computed with, as a transformer does, have no rows and columns any more, and one that stands for the class sees nothing but its
            // own.
            if (shape.Rank == 3 && !s_moves.Contains(path.Nodes[position].OpType) && axes.Positions(value) is not 1)
                throw new ExplanationException(
                    $"A heat map cannot be drawn: the network's last features '{value}' {shape} are tokens, not a map with rows and columns.");
        }
        throw new ExplanationException(
            "A heat map cannot be drawn: the network has no map of features with rows and columns through which all of the picture goes.");
    }

    private static MapForm? FormOf(Shape shape, int axis)
    {
        var last = axis == 3;
        var (c, h, w) = (shape[axis], shape[last ? 1 : 2], shape[last ? 2 : 3]);
        return c.IsKnown && h.IsKnown && w.IsKnown ? new((int)c.Value, (int)h.Value, (int)w.Value, last) : null;
    }
}

/// <summary>A map of features of one picture: its size, and which axis of its tensor the channels are.</summary>
/// <param name="Channels">Channels.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="ChannelsLast">Whether the tensor is [N,H,W,C] instead of [N,C,H,W].</param>
internal sealed record MapForm(int Channels, int Height, int Width, bool ChannelsLast)
{
    public int Length => Channels * Height * Width;

    /// <summary>Where a channel's value at a place lies; places are counted row by row.</summary>
    public int IndexOf(int channel, int place) => ChannelsLast ? (place * Channels) + channel : (channel * Height * Width) + place;
}
