namespace TransferLab.Optimizers;

/// <summary>Where tensors lie in one flat buffer. Immutable: slices ascend and do not overlap; gaps between them belong to nobody and stay zero.</summary>
internal sealed class ParameterLayout
{
    /// <summary>Elements between slice starts are multiples of this: 64 bytes, a cache line and the widest vector.</summary>
    public const int Alignment = 16;

    private readonly Dictionary<string, ParameterSlice> _byName;

    /// <summary>Creates a layout from slices that have places.</summary>
    /// <exception cref="ArgumentException">Slices overlap, are out of order, or share a name.</exception>
    public ParameterLayout(params IEnumerable<ParameterSlice> slices)
    {
        Slices = [.. slices];
        _byName = new Dictionary<string, ParameterSlice>(StringComparer.Ordinal);
        var end = 0;
        foreach (var slice in Slices)
        {
            if (slice.Length < 0 || slice.Offset < end || slice.Offset > int.MaxValue - slice.Length)
                throw new ArgumentException(
                    $"The slice '{slice.Name}' ({slice.Offset}, {slice.Length}) overlaps the one before it or leaves the buffer.", nameof(slices));
            if (!(slice.LearningRateScale >= 0) || float.IsInfinity(slice.LearningRateScale))
                throw new ArgumentException($"The learning-rate scale of '{slice.Name}' is {slice.LearningRateScale}: it must be 0 or more.", nameof(slices));
            if (!_byName.TryAdd(slice.Name, slice))
                throw new ArgumentException($"Two slices are called '{slice.Name}'.", nameof(slices));
            end = slice.End;
            Elements += slice.Length;
        }
        Length = end;
    }

    /// <summary>Places tensors one after the other, each start aligned to <see cref="Alignment"/> elements.</summary>
    /// <param name="tensors">Name, element count, learning-rate scale and whether decay applies, in order.</param>
    /// <exception cref="SettingException">The whole would have 2^31 elements or more.</exception>
    public static ParameterLayout Pack(params IEnumerable<(string Name, int Length, float LearningRateScale, bool Decays)> tensors)
    {
        var slices = new List<ParameterSlice>();
        long next = 0;
        foreach (var (name, length, scale, decays) in tensors)
        {
            if (next + length > Array.MaxLength)
                throw new SettingException($"With '{name}' the trainable tensors exceed {Array.MaxLength} elements: freeze more of the network.");
            slices.Add(new ParameterSlice(name, (int)next, length, scale, decays));
            next = (next + length + Alignment - 1) / Alignment * Alignment;
        }
        return new ParameterLayout(slices);
    }

    /// <summary>The slices, by ascending offset.</summary>
    public ImmutableArray<ParameterSlice> Slices { get; }
    /// <summary>Elements a flat buffer needs, gaps included.</summary>
    public int Length { get; }
    /// <summary>Elements of all slices, gaps not counted: the number of trainable parameters.</summary>
    public long Elements { get; }

    /// <summary>The slice of a tensor.</summary>
    /// <exception cref="KeyNotFoundException">There is none of that name.</exception>
    public ParameterSlice this[string name] => _byName.TryGetValue(name, out var slice)
        ? slice
        : throw new KeyNotFoundException($"The layout has no tensor '{name}'.");
}

/// <summary>One tensor's place in the flat weight buffer, and how it is to be trained.</summary>
/// <param name="Name">The tensor's name, unique in its layout.</param>
/// <param name="Offset">Index of its first element in the flat buffer.</param>
/// <param name="Length">Number of its elements.</param>
/// <param name="LearningRateScale">Factor on the learning rate, 0 (does not move) or more; 1 by default.</param>
/// <param name="Decays">Whether weight decay and the L1 penalty apply to it. By convention false for biases and normalisation parameters.</param>
internal sealed record ParameterSlice(string Name, int Offset, int Length, float LearningRateScale = 1f, bool Decays = true)
{
    /// <summary>Index after its last element.</summary>
    public int End => Offset + Length;
}
