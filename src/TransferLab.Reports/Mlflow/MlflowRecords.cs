using System.Text.Json.Nodes;

namespace TransferLab.Reports.Mlflow;

/// <summary>What MLflow is told of a run: parameters, tags, and metrics over the optimizer step.</summary>
internal static class MlflowRecords
{
    // What servers of all versions take.
    private const int LongestKey = 250;
    private const int LongestParameter = 250;
    private const int LongestTag = 5000;

    public static IReadOnlyList<JsonObject> Parameters(RunSummary run)
    {
        var c = run.Config;
        var parameters = new SortedDictionary<string, string>(c.Settings, StringComparer.Ordinal)
        {
            ["images"] = c.Dataset.Root,
            ["backbone"] = Path.GetFileName(c.Backbone.Path),
            ["backbone-sha256"] = c.Backbone.Sha256,
            ["freeze"] = c.Freeze,
            ["optimizer"] = c.Optimizer.Name,
            ["schedule"] = c.Schedule,
            ["learning-rate"] = c.LearningRate > 0 ? Number(c.LearningRate) : "",
            ["weight-decay"] = c.Optimizer.WeightDecay is { } decay ? Number(decay) : "",
            ["l1"] = Number(c.Optimizer.L1),
            ["epochs"] = c.Epochs > 0 ? Number(c.Epochs) : "",
            ["batch-size"] = Number(c.BatchSize),
            ["seed"] = c.Seed.ToString(CultureInfo.InvariantCulture),
            ["train-images"] = Number(run.Result.TrainImages),
            ["validation-images"] = Number(run.Result.ValidationImages),
            ["trainable-parameters"] = Number(run.Result.TrainableParameters),
        };
        return [.. parameters.Where(p => p.Value.Length > 0).Select(p => Pair(p.Key, Cut(p.Value, LongestParameter)))];
    }

    public static IReadOnlyList<JsonObject> Tags(RunSummary run) =>
    [
        Pair("mlflow.source.name", "transferlab"),
        Pair("mlflow.source.type", "LOCAL"),
        Pair("transferlab.version", run.Config.Environment.TransferLab),
        Pair("transferlab.run", Cut(run.Result.Run, LongestTag)),
        Pair("transferlab.command", Cut(run.Command, LongestTag)),
    ];

    public static IEnumerable<JsonObject> Metrics(RunSummary run)
    {
        var norms = run.Gradients.ToLookup(g => g.Epoch);
        var time = run.Config.Created.ToUnixTimeMilliseconds();
        double seconds = 0;
        foreach (var m in run.Metrics)
        {
            seconds += m.Seconds;
            (string, double?)[] values =
            [
                ("train/loss", m.TrainLoss), ("train/accuracy", m.TrainAccuracy), ("train/learning_rate", m.LearningRate), ("val/loss", m.ValidationLoss),
                ("val/accuracy", m.ValidationAccuracy),
                ("val/macro_f1", m.ValidationMacroF1), ("val/mean_average_precision", m.ValidationMeanAveragePrecision),
                .. norms[m.Epoch].Select(g => ("gradients/" + g.Group, (double?)g.MeanNorm)),
            ];
            foreach (var metric in Of(values, time + (long)(seconds * 1000), m.Step))
                yield return metric;
        }
        var r = run.Result;
        var last = run.Metrics.Count > 0 ? run.Metrics[^1].Step : 0;
        (string, double?)[] final =
        [
            ("final/" + (run.IsMultiLabel ? "mean_average_precision" : "accuracy"), r.Validation.Accuracy), ("final/macro_f1", r.Validation.MacroF1),
            ("final/loss", r.Validation.Loss),
            ("test/" + (run.IsMultiLabel ? "mean_average_precision" : "accuracy"), r.Test?.Accuracy), ("test/macro_f1", r.Test?.MacroF1),
            ("test/loss", r.Test?.Loss),
            ("seconds", r.Seconds), ("images_per_second", r.TrainImagesPerSecond),
        ];
        foreach (var metric in Of(final, time + (long)(seconds * 1000), last))
            yield return metric;
    }

    // Values that are not finite have no place in JSON; what is missing there is to be seen in metrics.csv.
    private static IEnumerable<JsonObject> Of(IEnumerable<(string Key, double? Value)> values, long time, long step) =>
        from v in values
        where v.Value is { } value && double.IsFinite(value)
        select new JsonObject { ["key"] = Key(v.Key), ["value"] = v.Value, ["timestamp"] = time, ["step"] = step };

    private static JsonObject Pair(string key, string value) => new() { ["key"] = Key(key), ["value"] = value };

    // Letters, digits, underscores, dashes, periods, spaces and slashes; a key is also a path, so no part of it may be empty or made of periods.
    private static string Key(string key) =>
        Cut(string.Join('/', string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ' ' or '/' ? c : '_')).Split('/')
            .Select(p => p.Trim('.', ' ').Length == 0 ? "_" : p)), LongestKey);

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
