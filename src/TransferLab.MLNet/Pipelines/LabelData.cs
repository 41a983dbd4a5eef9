using Microsoft.ML;
using Microsoft.ML.Data;

namespace TransferLab.MLNet.Pipelines;

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
