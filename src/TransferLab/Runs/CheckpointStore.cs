namespace TransferLab.Runs;

/// <summary>The checkpoints of a run: keeps the newest two, and falls back to an older one when the newest is damaged.</summary>
/// <param name="folder">Folder of the checkpoints, which need not exist yet.</param>
/// <param name="warn">Told about damaged checkpoints; null for nobody.</param>
internal sealed class CheckpointStore(string folder, Action<string>? warn = null)
{
    private const int Kept = 2;
    private const string Extension = ".checkpoint";
    private readonly string _folder = Path.GetFullPath(folder);

    /// <summary>Whether there is any checkpoint, whole or damaged.</summary>
    public bool Any => Files().Count > 0;

    /// <summary>Writes a checkpoint and deletes those no longer needed.</summary>
    /// <param name="info">Where the training stands.</param>
    /// <param name="arrays">Adds weights and states.</param>
    public void Save(CheckpointInfo info, Action<CheckpointWriter> arrays)
    {
        Directory.CreateDirectory(_folder);
        var name = string.Create(CultureInfo.InvariantCulture, $"step-{info.Step:D12}-epoch-{info.Epoch:D6}{Extension}");
        CheckpointFile.Write(Path.Combine(_folder, name), info, arrays);
        foreach (var file in Files().SkipLast(Kept))
            File.Delete(file);
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
                warn?.Invoke($"{e.Message} It is set aside; an earlier one is taken.");
                File.Move(files[i], files[i] + ".damaged", overwrite: true);
            }
        }
        return damage is null ? null : throw new RunException($"No checkpoint in '{_folder}' is whole: start the training anew in another folder.", damage);
    }

    // Names hold zero-padded steps, so ordinal order is the order of training.
    private List<string> Files() =>
        Directory.Exists(_folder) ? [.. Directory.EnumerateFiles(_folder, "step-*" + Extension).Order(StringComparer.Ordinal)] : [];
}
