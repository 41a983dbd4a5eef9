using System.Text.Json;

namespace TransferLab.Runs;

/// <summary>Reads the summary of a finished run from its folder. Takes no lock and writes nothing.</summary>
public static class RunSummaryReader
{
    /// <summary>Reads a run.</summary>
    /// <param name="folder">Folder of the run.</param>
    /// <exception cref="RunException">It holds no finished fine-tuning run, or a file of it is damaged.</exception>
    public static RunSummary Read(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var files = new RunFiles(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (!File.Exists(files.Config))
            throw new RunException(Directory.Exists(files.Root) ? $"The folder '{files.Root}' holds no run: it has no config.json." : $"The run folder '{files.Root}' does not exist: check the path.");
        var config = RunConfig.FromJson(Text(files.Config), files.Config);
        if (!File.Exists(files.Result))
            throw new RunException($"The run '{files.Root}' is not finished: it has no result.json. Resume it first.");
        var result = Result(files.Result);
        return new RunSummary
        {
            Config = config,
            Result = result,
            Metrics = new MetricsLog(files.Metrics).Read(),
            Gradients = new GradientLog(files.Gradients).Read(),
            RangeTest = new RangeTestLog(files.RangeTest).Read(),
            Predictions = PredictionsFile.Read(files.Predictions, result.Labels, result.Task == Data.LearningTask.MultiLabel),
            Samples = RunSamples.Read(files.Samples),
        };
    }

    private static FineTuneResult Result(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(Text(path), ResultJson.Default.FineTuneResult) ?? throw new RunException($"'{path}' holds no result of a run.");
        }
        catch (JsonException e)
        {
            throw new RunException($"'{path}' is no valid result of a run: {e.Message}", e);
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
