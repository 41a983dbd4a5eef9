using System.Globalization;

namespace TransferLab.Runs;

/// <summary>
/// The checkpoints of a run: keeps the newest two and the best ones they refer to, and falls back to an older one when the newest is damaged.
/// </summary>
internal sealed class CheckpointStore
{
    private const int Kept = 2;
    private const string Extension = ".checkpoint";
    private readonly string _folder;
    private readonly Action<string> _warn;

    /// <summary>Opens the folder of checkpoints, which need not exist yet.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="warn">Told about damaged checkpoints; null for nobody.</param>
    public CheckpointStore(string folder, Action<string>? warn = null)
    {
        _folder = Path.GetFullPath(folder);
        _warn = warn ?? (static _ => { });
    }

    /// <summary>Whether there is any checkpoint, whole or damaged.</summary>
    public bool Any => Files().Count > 0;

    /// <summary>Writes a checkpoint and deletes those no longer needed.</summary>
    /// <param name="info">Where the training stands; <see cref="CheckpointInfo.Best"/> is taken from the checkpoint before when <paramref name="isBest"/> is
    /// false.</param>
    /// <param name="isBest">Whether the weights in it are the best so far.</param>
    /// <param name="arrays">Adds weights and states.</param>
    public void Save(CheckpointInfo info, bool isBest, Action<CheckpointWriter> arrays)
    {
        ArgumentNullException.ThrowIfNull(info);
        Directory.CreateDirectory(_folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"step-{info.Step:D12}-epoch-{info.Epoch:D6}{Extension}");
        var best = isBest ? name : info.Best ?? BestOf(Files().LastOrDefault());
        CheckpointFile.Write(Path.Combine(_folder, name), info with { Best = best }, arrays);
        Prune();
    }

    /// <summary>The newest whole checkpoint; null when none was ever written. Damaged ones are set aside as <c>*.damaged</c>, with a warning.</summary>
    /// <exception cref="RunException">There are checkpoints, but all are damaged.</exception>
    public Checkpoint? LoadLatest()
    {
        var files = Files();
        RunException? damage = null;
        for (var i = files.Count - 1; i >= 0; i--)
        {
            try
            {
                return CheckpointFile.Read(files[i]);
            }
            catch (RunException e)
            {
                damage = e;
                _warn($"{e.Message} It is set aside; an earlier one is taken.");
                File.Move(files[i], files[i] + ".damaged", overwrite: true);
            }
        }
        return damage is null ? null : throw new RunException($"No checkpoint in '{_folder}' is whole: start the training anew in another folder.", damage);
    }

    /// <summary>The best checkpoint as the newest knows it; null when no checkpoint was marked best.</summary>
    /// <exception cref="RunException">It is damaged or gone.</exception>
    public Checkpoint? LoadBest()
    {
        var best = BestOf(Files().LastOrDefault());
        return best is null ? null : CheckpointFile.Read(Path.Combine(_folder, best));
    }

    // Names hold zero-padded steps, so ordinal order is the order of training.
    private List<string> Files()
    {
        if (!Directory.Exists(_folder))
            return [];
        return [.. Directory.EnumerateFiles(_folder, "step-*" + Extension).Order(StringComparer.Ordinal)];
    }

    private static string? BestOf(string? file)
    {
        if (file is null || CheckpointFile.ReadInfo(file).Best is not { } best)
            return null;
        // A name from a file is only ever a name in this folder.
        if (best != Path.GetFileName(best))
            throw new RunException($"The checkpoint '{file}' is damaged: it names '{best}' as the best.");
        return best;
    }

    private void Prune()
    {
        var files = Files();
        var keep = files.TakeLast(Kept).ToHashSet(StringComparer.Ordinal);
        foreach (var file in files.TakeLast(Kept))
        {
            try
            {
                if (BestOf(file) is { } best)
                    keep.Add(Path.Combine(_folder, best));
            }
            catch (RunException e)
            {
                // It cannot say which it needs; what it may need stays.
                _warn(e.Message);
                return;
            }
        }
        foreach (var file in files.Where(f => !keep.Contains(f)))
            File.Delete(file);
    }
}
