namespace TransferLab.MLNet.Mappings;

/// <summary>The parts of fixed length that a vector of any length below 2^16 is put together of.</summary>
internal static class Slices
{
    /// <summary>Lengths are below this.</summary>
    public const int Limit = 1 << 16;

    /// <summary>The step that takes out the part of length 2^bit.</summary>
    public static IEstimator<ITransformer> Step(TransformsCatalog catalog, int bit) => bit switch
    {
        0 => Step(catalog, new Slice0Mapping()),
        1 => Step(catalog, new Slice1Mapping()),
        2 => Step(catalog, new Slice2Mapping()),
        3 => Step(catalog, new Slice3Mapping()),
        4 => Step(catalog, new Slice4Mapping()),
        5 => Step(catalog, new Slice5Mapping()),
        6 => Step(catalog, new Slice6Mapping()),
        7 => Step(catalog, new Slice7Mapping()),
        8 => Step(catalog, new Slice8Mapping()),
        9 => Step(catalog, new Slice9Mapping()),
        10 => Step(catalog, new Slice10Mapping()),
        11 => Step(catalog, new Slice11Mapping()),
        12 => Step(catalog, new Slice12Mapping()),
        13 => Step(catalog, new Slice13Mapping()),
        14 => Step(catalog, new Slice14Mapping()),
        15 => Step(catalog, new Slice15Mapping()),
        _ => throw new ArgumentOutOfRangeException(nameof(bit)),
    };

    /// <summary>The column of the part of length 2^bit, which is also the contract's name of its mapping.</summary>
    public static string Column(int bit) => $"{Columns.Part}{bit}";

    private static CustomMappingEstimator<ValuesRow, TSlice> Step<TSlice>(TransformsCatalog catalog, SliceMapping<TSlice> mapping)
        where TSlice : class, ISlice, new() =>
        catalog.CustomMapping(mapping.GetMapping(), Column(mapping.Bit));
}

/// <summary>A part of a vector that has a fixed length. Its attribute is all that a saved model keeps of the length, so
/// there is a type for each power of two.</summary>
internal interface ISlice
{
    /// <summary>The values.</summary>
    float[] Values { get; set; }
}

/// <summary>Takes the part of length 2^<paramref name="bit"/> out of a vector whose length has that bit. Parts lie one
/// after another, the longest first, so that a part's place follows from the whole length and its own.</summary>
internal abstract class SliceMapping<TSlice>(int bit) : CustomMappingFactory<ValuesRow, TSlice>
    where TSlice : class, ISlice, new()
{
    public int Bit => bit;

    public sealed override Action<ValuesRow, TSlice> GetMapping() => (from, to) => to.Values = Slice(from.Values);

    private float[] Slice(float[] values)
    {
        var length = 1 << bit;
        if ((values.Length & length) == 0)
            throw new InvalidDataException($"The vector has {values.Length} values, which is not the length that the model was saved with.");
        return values.AsSpan(values.Length >> (bit + 1) << (bit + 1), length).ToArray();
    }
}

internal sealed class Slice0 : ISlice
{
    [ColumnName(Columns.Part + "0"), VectorType(1 << 0)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "0")]
internal sealed class Slice0Mapping() : SliceMapping<Slice0>(0);

internal sealed class Slice1 : ISlice
{
    [ColumnName(Columns.Part + "1"), VectorType(1 << 1)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "1")]
internal sealed class Slice1Mapping() : SliceMapping<Slice1>(1);

internal sealed class Slice2 : ISlice
{
    [ColumnName(Columns.Part + "2"), VectorType(1 << 2)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "2")]
internal sealed class Slice2Mapping() : SliceMapping<Slice2>(2);

internal sealed class Slice3 : ISlice
{
    [ColumnName(Columns.Part + "3"), VectorType(1 << 3)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "3")]
internal sealed class Slice3Mapping() : SliceMapping<Slice3>(3);

internal sealed class Slice4 : ISlice
{
    [ColumnName(Columns.Part + "4"), VectorType(1 << 4)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "4")]
internal sealed class Slice4Mapping() : SliceMapping<Slice4>(4);

internal sealed class Slice5 : ISlice
{
    [ColumnName(Columns.Part + "5"), VectorType(1 << 5)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "5")]
internal sealed class Slice5Mapping() : SliceMapping<Slice5>(5);

internal sealed class Slice6 : ISlice
{
    [ColumnName(Columns.Part + "6"), VectorType(1 << 6)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "6")]
internal sealed class Slice6Mapping() : SliceMapping<Slice6>(6);

internal sealed class Slice7 : ISlice
{
    [ColumnName(Columns.Part + "7"), VectorType(1 << 7)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "7")]
internal sealed class Slice7Mapping() : SliceMapping<Slice7>(7);

internal sealed class Slice8 : ISlice
{
    [ColumnName(Columns.Part + "8"), VectorType(1 << 8)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "8")]
internal sealed class Slice8Mapping() : SliceMapping<Slice8>(8);

internal sealed class Slice9 : ISlice
{
    [ColumnName(Columns.Part + "9"), VectorType(1 << 9)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "9")]
internal sealed class Slice9Mapping() : SliceMapping<Slice9>(9);

internal sealed class Slice10 : ISlice
{
    [ColumnName(Columns.Part + "10"), VectorType(1 << 10)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "10")]
internal sealed class Slice10Mapping() : SliceMapping<Slice10>(10);

internal sealed class Slice11 : ISlice
{
    [ColumnName(Columns.Part + "11"), VectorType(1 << 11)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "11")]
internal sealed class Slice11Mapping() : SliceMapping<Slice11>(11);

internal sealed class Slice12 : ISlice
{
    [ColumnName(Columns.Part + "12"), VectorType(1 << 12)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "12")]
internal sealed class Slice12Mapping() : SliceMapping<Slice12>(12);

internal sealed class Slice13 : ISlice
{
    [ColumnName(Columns.Part + "13"), VectorType(1 << 13)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "13")]
internal sealed class Slice13Mapping() : SliceMapping<Slice13>(13);

internal sealed class Slice14 : ISlice
{
    [ColumnName(Columns.Part + "14"), VectorType(1 << 14)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "14")]
internal sealed class Slice14Mapping() : SliceMapping<Slice14>(14);

internal sealed class Slice15 : ISlice
{
    [ColumnName(Columns.Part + "15"), VectorType(1 << 15)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Columns.Part + "15")]
internal sealed class Slice15Mapping() : SliceMapping<Slice15>(15);
