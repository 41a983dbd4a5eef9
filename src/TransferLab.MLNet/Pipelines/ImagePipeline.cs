using TransferLab.MLNet.Mappings;

namespace TransferLab.MLNet.Pipelines;

/// <summary>What a transform is made of: ML.NET's own transforms and custom mappings by contract name, which is all that a third party can
/// have in a saved model. The steps are the same before and after saving; nothing of them looks at data, so fitting costs nothing.</summary>
internal static class ImagePipeline
{
    /// <summary>Gives the image column its inner name.</summary>
    public static EstimatorChain<ITransformer> Begin(TransformsCatalog catalog, string inputColumn, bool bytes) =>
        new EstimatorChain<ITransformer>().Append<ITransformer>(catalog.CopyColumns(bytes ? Columns.Bytes : Columns.Path, inputColumn));

    /// <summary>From the image in its inner column to a vector of features.</summary>
    public static EstimatorChain<ITransformer> Features(TransformsCatalog catalog, string text, int length, bool bytes, string outputColumn)
    {
        var chain = WithModel(catalog, text).Append<ITransformer>(bytes
            ? catalog.CustomMapping(new FeaturesOfBytes().GetMapping(), FeaturesOfBytes.Contract)
            : catalog.CustomMapping(new FeaturesOfPath().GetMapping(), FeaturesOfPath.Contract));
        // The network's answer has a length that only it knows; trainers want to know it before. Parts of fixed lengths, concatenated, have one.
        int[] bits = [.. Enumerable.Range(0, 16).Reverse().Where(b => (length >> b & 1) == 1)];
        foreach (var bit in bits)
            chain = chain.Append(Slices.Step(catalog, bit));
        string[] parts = [.. bits.Select(Slices.Column)];
        return chain.Append<ITransformer>(catalog.Concatenate(outputColumn, parts)).Append<ITransformer>(catalog.DropColumns([.. Inner(bytes), .. parts]));
    }

    /// <summary>From the image in its inner column to scores with the labels as slot names, and to the label as a key.</summary>
    public static EstimatorChain<ITransformer> Scores(TransformsCatalog catalog, string text, IReadOnlyList<string> labels, bool multiLabel, bool bytes,
        string scoreColumn, string labelColumn)
    {
        IEstimator<ITransformer> network = (multiLabel, bytes) switch
        {
            (false, false) => catalog.CustomMapping(new ScoresOfPath().GetMapping(), ScoresOfPath.Contract),
            (false, true) => catalog.CustomMapping(new ScoresOfBytes().GetMapping(), ScoresOfBytes.Contract),
            (true, false) => catalog.CustomMapping(new MultiScoresOfPath().GetMapping(), MultiScoresOfPath.Contract),
            (true, true) => catalog.CustomMapping(new MultiScoresOfBytes().GetMapping(), MultiScoresOfBytes.Contract),
        };
        var chain = WithModel(catalog, text).Append(network);
        for (var first = 0; first < labels.Count; first += SplitRow.Count)
        {
            chain = chain.Append<ITransformer>(catalog.CustomMapping(new SplitMapping().GetMapping(), SplitMapping.Contract));
            InputOutputColumnPair[] names = [.. labels.Skip(first).Take(SplitRow.Count)
                .Select((label, i) => new InputOutputColumnPair(label, $"{Columns.Part}{i}"))];
            // A conversion from float to float: what copies columns takes one at a time.
            chain = chain.Append<ITransformer>(catalog.Conversion.ConvertType(names, DataKind.Single));
        }
        // A label may be called like the column of the scores, which must not be dropped then.
        string[] named = [.. labels.Where(l => l != scoreColumn && l != labelColumn), .. Enumerable.Range(0, SplitRow.Count).Select(i => $"{Columns.Part}{i}")];
        return chain.Append<ITransformer>(catalog.Concatenate(scoreColumn, [.. labels]))
            .Append<ITransformer>(catalog.Conversion.MapValueToKey(labelColumn, Columns.Label, keyData: LabelData.Of(labels)))
            .Append<ITransformer>(catalog.DropColumns([.. Inner(bytes), Columns.Label, .. named]));
    }

    private static EstimatorChain<ITransformer> WithModel(TransformsCatalog catalog, string text) => new EstimatorChain<ITransformer>()
        .Append<ITransformer>(catalog.CustomMapping(new KeyMapping().GetMapping(), KeyMapping.Contract))
        .Append<ITransformer>(catalog.Conversion.MapValue(Columns.Model, [new KeyValuePair<bool, string>(true, text)], Columns.Key));

    private static string[] Inner(bool bytes) => [bytes ? Columns.Bytes : Columns.Path, Columns.Key, Columns.Model, Columns.Values];
}

/// <summary>Names of the columns that only live inside a transform; the last step drops them.</summary>
internal static class Columns
{
    /// <summary>Path of the image, text.</summary>
    public const string Path = "TransferLab.Path";
    /// <summary>The encoded image, a vector of bytes.</summary>
    public const string Bytes = "TransferLab.Bytes";
    /// <summary>The key by which every row finds the model's text: always true.</summary>
    public const string Key = "TransferLab.Key";
    /// <summary>The model's text; the rows share one string.</summary>
    public const string Model = "TransferLab.Model";
    /// <summary>Features or scores, a vector of open length.</summary>
    public const string Values = "TransferLab.Values";
    /// <summary>The label as text; in multi-label models all of them.</summary>
    public const string Label = "TransferLab.Label";
    /// <summary>Begin of the names of slices and single values.</summary>
    public const string Part = "TransferLab.Part";
}

/// <summary>Labels as the data that fixes the order of keys.</summary>
internal static class LabelData
{
    private static readonly MLContext s_context = new();

    public static IDataView Of(IReadOnlyList<string> labels) => s_context.Data.LoadFromEnumerable(labels.Select(l => new Row { Label = l }));

    private sealed class Row
    {
        [ColumnName("Label")]
        public string Label { get; set; } = "";
    }
}
