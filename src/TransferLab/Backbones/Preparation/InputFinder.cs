namespace TransferLab.Backbones.Preparation;

/// <summary>Finds the image input of a graph, its layout and its size, and refuses what would be a guess.</summary>
internal static class InputFinder
{
    public static ImageInput Find(Graph graph, BackboneOptions options, BackboneOptions? known)
    {
        var input = Input(graph, options.InputName ?? known?.InputName);
        CheckType(input);
        if (input.Shape is not null && input.Shape.Rank != 4)
            throw new BackboneException(
                $"this is a non-image model: its input {input} has {input.Shape.Rank} dimensions, an image batch has 4, [N,3,H,W] or [N,H,W,3].");
        var shape = input.Shape ?? new Shape(Dim.Unknown, Dim.Unknown, Dim.Unknown, Dim.Unknown);
        var layout = options.Layout ?? known?.Layout ?? LayoutOf(input, shape);
        var channels = shape[layout == ImageLayout.Nchw ? 1 : 3];
        if (channels.IsKnown && channels.Value is not (1 or 3))
            throw new BackboneException(
                $"this is a non-image model: its input {input} has {channels} channels in {layout.ToString().ToUpperInvariant()} layout, an image has 1 or 3.");
        var order = options.Channels ?? known?.Channels;
        if (channels.IsKnown && order is not null && (order == ChannelOrder.Gray) != (channels.Value == 1))
            throw new BackboneException($"the input {input} has {channels} channels, which cannot be {order.ToString()!.ToUpperInvariant()}.");
        var spatial = layout == ImageLayout.Nchw ? 2 : 1;
        return new ImageInput(input.Name, layout,
            Size(input, shape[spatial], options.Height, known?.Height, "height"), Size(input, shape[spatial + 1], options.Width, known?.Width, "width"),
            channels.IsKnown ? (int)channels.Value : order == ChannelOrder.Gray ? 1 : 3);
    }

    private static ValueInfo Input(Graph graph, string? name)
    {
        var feeds = graph.Feeds.ToList();
        if (feeds.Count == 0)
            throw new BackboneException("this is a non-image model: it has no input.");
        if (name is not null)
            return feeds.Find(f => f.Name == name) ?? throw new BackboneException($"there is no input '{name}'; the graph has {List(feeds)}.");
        if (feeds.Count == 1)
            return feeds[0];
        throw new BackboneException(feeds.Exists(f => f.Shape?.Rank == 4)
            ? $"the graph has several inputs ({List(feeds)}); a backbone takes one image and nothing else. Export it with the others as constants."
            : $"this is a non-image model: none of its inputs ({List(feeds)}) is an image batch [N,3,H,W] or [N,H,W,3].");
    }

    private static void CheckType(ValueInfo input)
    {
        if (input.Type is ElementType.Float)
            return;
        throw new BackboneException(input.Type switch
        {
            ElementType.Double => $"its input {input} is double precision, for which no runtime has convolutions; export the model in float32.",
            ElementType.UInt8 => $"its input {input} takes bytes; export the model without its preprocessing, from the normalised float32 image on.",
            _ => $"this is a non-image model: its input {input} is not a float32 image batch.",
        });
    }

    // Safe only when exactly one of the two possible axes can be the channels.
    private static ImageLayout LayoutOf(ValueInfo input, Shape shape)
    {
        bool first = IsChannels(shape[1]), last = IsChannels(shape[3]);
        if (first != last)
            return first ? ImageLayout.Nchw : ImageLayout.Nhwc;
        if (!first && shape[1].IsKnown && shape[3].IsKnown)
            throw new BackboneException($"this is a non-image model: its input {input} has neither 1 nor 3 channels on axis 1 or on axis 3.");
        throw new BackboneException($"the layout of the input {input} does not show in its shape; say "
            + $"{new SettingName(nameof(BackboneOptions.Layout), "nchw")} or {new SettingName(nameof(BackboneOptions.Layout), "nhwc")}.");
    }

    private static bool IsChannels(Dim dim) => dim.IsKnown && dim.Value is 1 or 3;

    private static int Size(ValueInfo input, Dim dim, int? wanted, int? known, string what)
    {
        if (wanted is { } size)
            return size;
        if (dim.IsKnown)
            return dim.Value is > 0 and <= 16384 ? (int)dim.Value : throw new BackboneException($"the {what} of the input {input} is not that of an image.");
        var setting = what == "height" ? BackboneOptions.HeightSetting : BackboneOptions.WidthSetting;
        return known ?? throw new BackboneException($"the {what} of the input {input} is left open; say {setting}, e.g. {setting.Of("224")}.");
    }

    private static string List(IEnumerable<ValueInfo> values) => string.Join(", ", values);
}

/// <summary>The image input of a graph, all questions settled.</summary>
internal sealed record ImageInput(string Name, ImageLayout Layout, int Height, int Width, int Channels);
