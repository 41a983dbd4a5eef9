using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using TransferLab.MLNet.Pipelines;

namespace TransferLab.MLNet.Mappings;

/// <summary>The parts of fixed length that a vector of any length below 2^16 is put together of.</summary>
internal static class Slices
{
    /// <summary>Lengths are below this.</summary>
    public const int Limit = 1 << 16;

    /// <summary>The step that takes out the part of length 2^bit.</summary>
    public static IEstimator<ITransformer> Step(TransformsCatalog catalog, int bit) => bit switch
    {
        0 => catalog.CustomMapping(new Slice0Mapping().GetMapping(), Slice0.Column),
        1 => catalog.CustomMapping(new Slice1Mapping().GetMapping(), Slice1.Column),
        2 => catalog.CustomMapping(new Slice2Mapping().GetMapping(), Slice2.Column),
        3 => catalog.CustomMapping(new Slice3Mapping().GetMapping(), Slice3.Column),
        4 => catalog.CustomMapping(new Slice4Mapping().GetMapping(), Slice4.Column),
        5 => catalog.CustomMapping(new Slice5Mapping().GetMapping(), Slice5.Column),
        6 => catalog.CustomMapping(new Slice6Mapping().GetMapping(), Slice6.Column),
        7 => catalog.CustomMapping(new Slice7Mapping().GetMapping(), Slice7.Column),
        8 => catalog.CustomMapping(new Slice8Mapping().GetMapping(), Slice8.Column),
        9 => catalog.CustomMapping(new Slice9Mapping().GetMapping(), Slice9.Column),
        10 => catalog.CustomMapping(new Slice10Mapping().GetMapping(), Slice10.Column),
        11 => catalog.CustomMapping(new Slice11Mapping().GetMapping(), Slice11.Column),
        12 => catalog.CustomMapping(new Slice12Mapping().GetMapping(), Slice12.Column),
        13 => catalog.CustomMapping(new Slice13Mapping().GetMapping(), Slice13.Column),
        14 => catalog.CustomMapping(new Slice14Mapping().GetMapping(), Slice14.Column),
        15 => catalog.CustomMapping(new Slice15Mapping().GetMapping(), Slice15.Column),
        _ => throw new ArgumentOutOfRangeException(nameof(bit)),
    };

    /// <summary>The column of the part of length 2^bit.</summary>
    public static string Column(int bit) => $"{Columns.Part}{bit}";
}

internal sealed class Slice0 : ISlice
{
    public const string Column = Columns.Part + "0";

    [ColumnName(Column), VectorType(1 << 0)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice0.Column)]
internal sealed class Slice0Mapping() : SliceMapping<Slice0>(0);

internal sealed class Slice1 : ISlice
{
    public const string Column = Columns.Part + "1";

    [ColumnName(Column), VectorType(1 << 1)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice1.Column)]
internal sealed class Slice1Mapping() : SliceMapping<Slice1>(1);

internal sealed class Slice2 : ISlice
{
    public const string Column = Columns.Part + "2";

    [ColumnName(Column), VectorType(1 << 2)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice2.Column)]
internal sealed class Slice2Mapping() : SliceMapping<Slice2>(2);

internal sealed class Slice3 : ISlice
{
    public const string Column = Columns.Part + "3";

    [ColumnName(Column), VectorType(1 << 3)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice3.Column)]
internal sealed class Slice3Mapping() : SliceMapping<Slice3>(3);

internal sealed class Slice4 : ISlice
{
    public const string Column = Columns.Part + "4";

    [ColumnName(Column), VectorType(1 << 4)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice4.Column)]
internal sealed class Slice4Mapping() : SliceMapping<Slice4>(4);

internal sealed class Slice5 : ISlice
{
    public const string Column = Columns.Part + "5";

    [ColumnName(Column), VectorType(1 << 5)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice5.Column)]
internal sealed class Slice5Mapping() : SliceMapping<Slice5>(5);

internal sealed class Slice6 : ISlice
{
    public const string Column = Columns.Part + "6";

    [ColumnName(Column), VectorType(1 << 6)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice6.Column)]
internal sealed class Slice6Mapping() : SliceMapping<Slice6>(6);

internal sealed class Slice7 : ISlice
{
    public const string Column = Columns.Part + "7";

    [ColumnName(Column), VectorType(1 << 7)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice7.Column)]
internal sealed class Slice7Mapping() : SliceMapping<Slice7>(7);

internal sealed class Slice8 : ISlice
{
    public const string Column = Columns.Part + "8";

    [ColumnName(Column), VectorType(1 << 8)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice8.Column)]
internal sealed class Slice8Mapping() : SliceMapping<Slice8>(8);

internal sealed class Slice9 : ISlice
{
    public const string Column = Columns.Part + "9";

    [ColumnName(Column), VectorType(1 << 9)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice9.Column)]
internal sealed class Slice9Mapping() : SliceMapping<Slice9>(9);

internal sealed class Slice10 : ISlice
{
    public const string Column = Columns.Part + "10";

    [ColumnName(Column), VectorType(1 << 10)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice10.Column)]
internal sealed class Slice10Mapping() : SliceMapping<Slice10>(10);

internal sealed class Slice11 : ISlice
{
    public const string Column = Columns.Part + "11";

    [ColumnName(Column), VectorType(1 << 11)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice11.Column)]
internal sealed class Slice11Mapping() : SliceMapping<Slice11>(11);

internal sealed class Slice12 : ISlice
{
    public const string Column = Columns.Part + "12";

    [ColumnName(Column), VectorType(1 << 12)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice12.Column)]
internal sealed class Slice12Mapping() : SliceMapping<Slice12>(12);

internal sealed class Slice13 : ISlice
{
    public const string Column = Columns.Part + "13";

    [ColumnName(Column), VectorType(1 << 13)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice13.Column)]
internal sealed class Slice13Mapping() : SliceMapping<Slice13>(13);

internal sealed class Slice14 : ISlice
{
    public const string Column = Columns.Part + "14";

    [ColumnName(Column), VectorType(1 << 14)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice14.Column)]
internal sealed class Slice14Mapping() : SliceMapping<Slice14>(14);

internal sealed class Slice15 : ISlice
{
    public const string Column = Columns.Part + "15";

    [ColumnName(Column), VectorType(1 << 15)]
    public float[] Values { get; set; } = [];
}

[CustomMappingFactoryAttribute(Slice15.Column)]
internal sealed class Slice15Mapping() : SliceMapping<Slice15>(15);
