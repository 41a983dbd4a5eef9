using TransferLab.MLNet.Networks;

namespace TransferLab.MLNet.Mappings;

/// <summary>From rows to the network's answers.</summary>
internal static class Images
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
