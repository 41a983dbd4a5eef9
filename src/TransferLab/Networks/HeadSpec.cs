namespace TransferLab.Networks;

/// <summary>What a classifier head consists of between the features and its last linear layer, whose units are the
/// labels; e.g. <c>256,relu,dropout=0.3</c>. Immutable. Equal when the layers are.</summary>
public sealed record HeadSpec
{
    /// <summary>The largest linear layer.</summary>
    internal const int MostUnits = 65_536;

    /// <summary>The most parts a head may have.</summary>
    internal const int MostLayers = 64;

    private HeadSpec(ImmutableArray<HeadLayer> layers) => Layers = layers;

    /// <summary>A linear layer on the features and nothing else: the empty text.</summary>
    public static HeadSpec Linear { get; } = new([]);

    /// <summary>The parts in order, without the last linear layer.</summary>
    internal ImmutableArray<HeadLayer> Layers { get; }

    /// <summary>Reads a head: sizes of linear layers, names of activations and <c>dropout=RATE</c>, in any order, with commas between. Empty is
    /// <see cref="Linear"/>.</summary>
    /// <exception cref="SettingException">It is none; the message says which part, and what is allowed.</exception>
    public static HeadSpec Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text))
            return Linear;
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        SettingException.Require(parts.Length <= MostLayers, $"{new SettingName("Head")} has {parts.Length} parts; {MostLayers} are the most.");
        return new([.. parts.Select(p => ParseLayer(p, text))]);
    }

    /// <summary>Learned numbers of such a head.</summary>
    /// <param name="features">Length of the feature vector.</param>
    /// <param name="classes">Number of labels.</param>
    public long CountParameters(int features, int classes)
    {
        long count = 0;
        var inputs = features;
        foreach (var units in Layers.OfType<LinearLayer>().Select(l => l.Units).Append(classes))
        {
            count += ((long)inputs + 1) * units;
            inputs = units;
        }
        return count;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Join(',', Layers);

    /// <summary>Whether both have the same layers.</summary>
    public bool Equals(HeadSpec? other) => other is not null && Layers.SequenceEqual(other.Layers);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    private static HeadLayer ParseLayer(string part, string text)
    {
        if (Activations.Find(part) is { } kind)
            return new ActivationLayer(kind);
        if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var units) && units is >= 1 and <= MostUnits)
            return new LinearLayer(units);
        if (part.StartsWith(DropoutLayer.Prefix, StringComparison.Ordinal)
            && float.TryParse(part[DropoutLayer.Prefix.Length..], NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture,
                out var rate) && rate is >= 0 and < 1)
            return new DropoutLayer(rate);
        throw new SettingException(
            $"{new SettingName("Head")} '{text}': '{part}' is not allowed. Separate by commas: sizes of hidden layers (1 to {MostUnits}), "
            + $"{string.Join(", ", Activations.Names)}, dropout=RATE (0 to below 1), e.g. 256,relu,dropout=0.3. The last layer, one unit per label, is added "
                + $"by itself.");
    }
}

/// <summary>One part of a <see cref="HeadSpec"/>: a linear layer, an activation, or dropout.</summary>
internal abstract record HeadLayer
{
    private protected HeadLayer()
    {
    }

    /// <summary>The form that <see cref="HeadSpec.Parse"/> reads.</summary>
    public abstract override string ToString();
}

/// <summary>A linear layer, written as its number of units.</summary>
/// <param name="Units">1 to <see cref="HeadSpec.MostUnits"/>.</param>
internal sealed record LinearLayer(int Units) : HeadLayer
{
    public override string ToString() => Units.ToString(CultureInfo.InvariantCulture);
}

/// <summary>An activation function, written as its name.</summary>
/// <param name="Kind">Which.</param>
internal sealed record ActivationLayer(ActivationKind Kind) : HeadLayer
{
    public override string ToString() => Activations.Name(Kind);
}

/// <summary>Dropout in training, written as <c>dropout=RATE</c>; nothing happens here when the classifier is used.</summary>
/// <param name="Rate">Part of the values that is dropped in a step, 0 to below 1.</param>
internal sealed record DropoutLayer(float Rate) : HeadLayer
{
    internal const string Prefix = "dropout=";

    public override string ToString() => Prefix + Rate.ToString("R", CultureInfo.InvariantCulture);
}
