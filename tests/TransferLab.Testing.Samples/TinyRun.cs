namespace TransferLab.Testing.Samples;

/// <summary>Runs on <see cref="TinyBackbone"/> and <see cref="TinyImages"/> that take a second.</summary>
public static class TinyRun
{
    /// <summary>Options over fresh images and a fresh backbone inside a folder.</summary>
    public static FineTuneOptions Options(TemporaryFolder folder, string freeze = "linear-probe", int perClass = 10, int epochs = 5)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return new()
        {
            Images = TinyImages.WriteFolders(folder["images"], perClass),
            Backbone = TinyBackbone.Write(folder.Path),
            BackboneOptions = TinyBackbone.Options,
            Output = folder["run"],
            Freeze = FreezePolicy.Parse(freeze),
            Epochs = epochs,
            BatchSize = 8,
            Threads = 1,
        };
    }
}
