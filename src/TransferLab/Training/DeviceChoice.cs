namespace TransferLab.Training;

/// <summary>Before anything is spent: can the device be used, and which is it?</summary>
internal static class DeviceChoice
{
    /// <summary>The options with the device that is really used, so that all sessions of a run, and its config.json, are of one device.</summary>
    /// <exception cref="DeviceException">It cannot be used here.</exception>
    public static FineTuneOptions WithResolvedDevice(this FineTuneOptions options, Action<TrainingEvent> events)
    {
        var device = options.Device.Resolve(out var fallBack);
        if (fallBack is not null)
            events(new RunMessage(Explain(fallBack)));
        return options with { Device = device };
    }

    /// <summary>What is said where <see cref="ComputeDevice.Auto"/> came to the CPU.</summary>
    public static string Explain(string fallBack) => $"The device auto is the cpu here: {fallBack}";
}
