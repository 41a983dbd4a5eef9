namespace TransferLab.Cli.Progress;

/// <summary>Says every few seconds how many files are done; nothing of work that takes no longer.</summary>
internal sealed class CountedFiles(TextWriter error)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Takes the number of files done; from any thread.</summary>
    public void Report(int done, int total)
    {
        lock (_gate)
        {
            if (_clock.Elapsed < s_interval)
                return;
            _clock.Restart();
            error.WriteLine($"{done}/{total} files");
        }
    }
}
