namespace TransferLab.Cli.Commands;

/// <summary>Sees a run, or a comparison of runs, through with progress on stderr; where it is interrupted, says how to go on with it.</summary>
internal static class ResumableRun
{
    /// <param name="command">The command that has <c>--resume</c>.</param>
    /// <param name="folder">Folder of the run.</param>
    /// <param name="error">Where progress and the last words go.</param>
    /// <param name="work">Does the work and reports to the action it gets.</param>
    /// <param name="cancellation">The interruption.</param>
    public static T Execute<T>(string command, string folder, TextWriter error, Func<Action<TrainingEvent>, T> work, CancellationToken cancellation)
    {
        try
        {
            using var progress = ProgressRenderer.Create(error);
            return work(progress.Report);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            var path = Path.GetFullPath(folder);
            error.WriteLine(RunDirectory.IsRun(path) || FreezeComparison.IsComparison(path)
                ? $"Stopped. Go on with: transferlab {command} --resume {path}" : "Stopped before the run began; nothing was written.");
            throw;
        }
    }
}
