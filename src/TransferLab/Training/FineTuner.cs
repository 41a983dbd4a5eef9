namespace TransferLab;

/// <summary>Fine-tunes a pretrained backbone on a folder of pictures: reads and splits the folder, trains the phases of the freeze strategy, and writes a
/// classifier package. A run that is stopped or killed goes on with <see cref="Resume(string, ComputeDevice?, Action{TrainingEvent}?, CancellationToken)"/>
/// and ends with the same weights, bit for bit, as one that was not.</summary>
public static class FineTuner
{
    /// <summary>Starts a run and sees it through.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="events">Told what happens, on the calling thread or a worker's; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="SettingException">An option is out of range.</exception>
    /// <exception cref="DeviceException">The device cannot be used here.</exception>
    /// <exception cref="DatasetException">The folder cannot be trained on.</exception>
    /// <exception cref="BackboneException">The backbone is not on this machine, or cannot serve as one.</exception>
    /// <exception cref="TrainingException">Training diverged, or no gradient can reach what should train.</exception>
    /// <exception cref="RunException">The output folder cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Stopped; resume it later.</exception>
    public static FineTuneResult Train(FineTuneOptions options, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        events ??= static _ => { };
        options.Validate();
        options = options.WithResolvedDevice(events);
        RunDirectory.CheckCreatable(options.Output);
        var catalog = BackboneCatalog.Load();
        options = options with { Backbone = catalog.Resolve(options.Backbone) };
        var backbone = BackboneLoader.Load(options.Backbone, options.BackboneOptions);
        var phases = PhasePlanner.Plan(options, backbone);
        GradientCheck.EnsurePossible(backbone, phases);
        using var material = SharedInputs.Load(options, backbone, cancellation);
        return PhaseSequence.Start(options, material, events, cancellation, BackboneWords.Of(backbone.Spec, catalog), phases).Result;
    }

    /// <summary>As <see cref="Train"/>, on a thread of the pool.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="events">Told what happens, on other threads; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    public static Task<FineTuneResult> TrainAsync(FineTuneOptions options, Action<TrainingEvent>? events = null, CancellationToken cancellation = default) =>
        Task.Run(() => Train(options, events, cancellation), cancellation);

    /// <summary>Goes on with a run that was stopped or killed, from its last checkpoint.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="events">Told what happens; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="RunException">The folder holds no run that can be resumed, or backbone or images have changed since it began.</exception>
    /// <exception cref="DeviceException">The device it ran on cannot be used here.</exception>
    public static FineTuneResult Resume(string directory, Action<TrainingEvent>? events = null, CancellationToken cancellation = default) =>
        Resume(directory, null, events, cancellation);

    /// <summary>Goes on with a run that was stopped or killed, from its last checkpoint, on another device than before.
    /// Devices differ in rounding, so the weights are no longer those of a run that was not stopped.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="device">Where graphs run from here on; null for where the run was.</param>
    /// <param name="events">Told what happens; null for nobody.</param>
    /// <param name="cancellation">Stops at the next optimizer step, after a checkpoint.</param>
    /// <exception cref="RunException">The folder holds no run that can be resumed, or backbone or images have changed since it began.</exception>
    /// <exception cref="DeviceException">The device cannot be used here.</exception>
    public static FineTuneResult Resume(string directory, ComputeDevice? device, Action<TrainingEvent>? events = null, CancellationToken cancellation = default)
    {
        events ??= static _ => { };
        using var run = RunDirectory.Open(directory, w => events(new RunMessage(w, IsWarning: true)));
        var options = RunConfigMapping.ToOptions(run.Config, run.Root);
        var before = options.Device;
        options = (options with { Device = device ?? before }).WithResolvedDevice(events);
        if (options.Device != before)
        {
            run.ChangeSettings(s => RunConfigMapping.SetDevice(s, options.Device));
            events(new RunMessage($"The run goes on on {options.Device}; it was on {before}."));
        }
        var backbone = BackboneLoader.Load(options.Backbone, options.BackboneOptions);
        PhaseSequence.CheckBackbone(run, backbone);
        using var material = SharedInputs.Load(options, backbone, cancellation);
        return PhaseSequence.GoOn(run, material, events, cancellation).Result;
    }
}
