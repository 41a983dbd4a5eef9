namespace TransferLab.MLNet.Mappings;

/// <summary>From rows to the network's answers. Each mapping is found again in a saved model by its contract's name.</summary>
internal static class ImageMappings
{
    public static (ImageModel Model, float[] Values) Values(PathRow row)
    {
        var model = ImageModel.Of(row.Model);
        return (model, model.Network.OfFile(model.PathOf(row.Path)));
    }

    public static (ImageModel Model, float[] Values) Values(BytesRow row)
    {
        var model = ImageModel.Of(row.Model);
        return (model, model.Network.OfBytes(row.Bytes));
    }

    public static void Score((ImageModel Model, float[] Values) answer, ScoredRow to)
    {
        to.Values = answer.Model.Arrange(answer.Values);
        to.Label = ((ScoreNetwork)answer.Model.Network).Decide(answer.Values)[0];
    }

    public static void Score((ImageModel Model, float[] Values) answer, MultiScoredRow to)
    {
        to.Values = answer.Model.Arrange(answer.Values);
        to.Labels = [.. ((ScoreNetwork)answer.Model.Network).Decide(answer.Values)];
    }
}

/// <summary>Features of image files.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class FeaturesOfPath : CustomMappingFactory<PathRow, ValuesRow>
{
    public const string Contract = "TransferLab.FeaturesOfPath";

    public override Action<PathRow, ValuesRow> GetMapping() => static (from, to) => to.Values = ImageMappings.Values(from).Values;
}

/// <summary>Features of encoded images.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class FeaturesOfBytes : CustomMappingFactory<BytesRow, ValuesRow>
{
    public const string Contract = "TransferLab.FeaturesOfBytes";

    public override Action<BytesRow, ValuesRow> GetMapping() => static (from, to) => to.Values = ImageMappings.Values(from).Values;
}

/// <summary>Scores and label of image files.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class ScoresOfPath : CustomMappingFactory<PathRow, ScoredRow>
{
    public const string Contract = "TransferLab.ScoresOfPath";

    public override Action<PathRow, ScoredRow> GetMapping() => static (from, to) => ImageMappings.Score(ImageMappings.Values(from), to);
}

/// <summary>Scores and label of encoded images.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class ScoresOfBytes : CustomMappingFactory<BytesRow, ScoredRow>
{
    public const string Contract = "TransferLab.ScoresOfBytes";

    public override Action<BytesRow, ScoredRow> GetMapping() => static (from, to) => ImageMappings.Score(ImageMappings.Values(from), to);
}

/// <summary>Scores and labels of image files.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class MultiScoresOfPath : CustomMappingFactory<PathRow, MultiScoredRow>
{
    public const string Contract = "TransferLab.MultiScoresOfPath";

    public override Action<PathRow, MultiScoredRow> GetMapping() => static (from, to) => ImageMappings.Score(ImageMappings.Values(from), to);
}

/// <summary>Scores and labels of encoded images.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class MultiScoresOfBytes : CustomMappingFactory<BytesRow, MultiScoredRow>
{
    public const string Contract = "TransferLab.MultiScoresOfBytes";

    public override Action<BytesRow, MultiScoredRow> GetMapping() => static (from, to) => ImageMappings.Score(ImageMappings.Values(from), to);
}

/// <summary>What a network needs of a row whose image is a file.</summary>
internal sealed class PathRow
{
    [ColumnName(Columns.Path)]
    public ReadOnlyMemory<char> Path { get; set; }

    [ColumnName(Columns.Model)]
    public ReadOnlyMemory<char> Model { get; set; }
}

/// <summary>What a network needs of a row that holds the encoded image itself.</summary>
internal sealed class BytesRow
{
    [ColumnName(Columns.Bytes)]
    public byte[] Bytes { get; set; } = [];

    [ColumnName(Columns.Model)]
    public ReadOnlyMemory<char> Model { get; set; }
}

/// <summary>A vector of open length: features, or what is left of the scores.</summary>
internal sealed class ValuesRow
{
    [ColumnName(Columns.Values)]
    public float[] Values { get; set; } = [];
}

/// <summary>Scores, and the one label they stand for.</summary>
internal sealed class ScoredRow
{
    [ColumnName(Columns.Values)]
    public float[] Values { get; set; } = [];

    [ColumnName(Columns.Label)]
    public string Label { get; set; } = "";
}

/// <summary>Scores, and the labels they stand for.</summary>
internal sealed class MultiScoredRow
{
    [ColumnName(Columns.Values)]
    public float[] Values { get; set; } = [];

    [ColumnName(Columns.Label)]
    public string[] Labels { get; set; } = [];
}

/// <summary>Gives every row the key to the model's text.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class KeyMapping : CustomMappingFactory<NoRow, KeyRow>
{
    public const string Contract = "TransferLab.Key";

    public override Action<NoRow, KeyRow> GetMapping() => static (_, to) => to.Key = true;
}

/// <summary>The key that leads every row to the model's text.</summary>
internal sealed class KeyRow
{
    [ColumnName(Columns.Key)]
    public bool Key { get; set; }
}

/// <summary>Nothing of a row.</summary>
internal sealed class NoRow;
