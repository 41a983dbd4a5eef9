using TransferLab.Runtime.Kernels;
using NativeSession = Microsoft.ML.OnnxRuntime.InferenceSession;
using NativeValue = Microsoft.ML.OnnxRuntime.OrtValue;

namespace TransferLab.Runtime;

/// <summary>A loaded model that can be run, from several threads at once. Dispose it when done; runs and bindings still
/// in progress keep the native session alive.</summary>
public sealed class InferenceSession : IDisposable
{
    // For runs that nothing stops.
    private static readonly Lazy<RunOptions> s_plain = new(() => new RunOptions());

    private readonly Owned<NativeSession> _session;
    private readonly ResolvedDevice _device;

    /// <summary>Loads a model file; external data files are looked for beside it.</summary>
    /// <param name="path">The file, <c>.onnx</c> or <c>.ort</c>.</param>
    /// <param name="settings">How to run it; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    /// <exception cref="DeviceException">The device of the settings cannot be used.</exception>
    /// <exception cref="OrtException">The file is no model, or one that this runtime cannot run.</exception>
    /// <exception cref="NativeLibraryException">ONNX Runtime could not be loaded.</exception>
    public InferenceSession(string path, SessionSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"The model file '{path}' does not exist.", path);
        (_session, Model, _device) = Load($"'{path}'", "load the model", settings, options => new NativeSession(Path.GetFullPath(path), options));
    }

    /// <summary>Loads a model from memory, which is copied.</summary>
    /// <param name="model">The bytes of a model file that needs no external data.</param>
    /// <param name="settings">How to run it; null for the defaults.</param>
    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    /// <exception cref="DeviceException">The device of the settings cannot be used.</exception>
    /// <exception cref="OrtException">The bytes are no model, or one that this runtime cannot run.</exception>
    /// <exception cref="NativeLibraryException">ONNX Runtime could not be loaded.</exception>
    public InferenceSession(byte[] model, SessionSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        const string Subject = "the model in memory";
        if (model.Length == 0)
            throw new OrtException($"Could not load {Subject}: it has no bytes.");
        (_session, Model, _device) = Load(Subject, "load", settings, options => new NativeSession(model, options));
    }

    /// <summary>The inputs that every run needs, in the model's order.</summary>
    public IReadOnlyList<TensorDescription> Inputs => Model.Inputs;

    /// <summary>Constants that the model also lists as inputs: a run may feed them, and need not.</summary>
    public IReadOnlyList<TensorDescription> OptionalInputs => Model.Optional;

    /// <summary>The outputs, in the model's order.</summary>
    public IReadOnlyList<TensorDescription> Outputs => Model.Outputs;

    /// <summary>The key-value metadata of the model.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Model.Metadata;

    /// <summary>Where the model runs: what <see cref="SessionSettings.Device"/> came to, so never <see cref="ComputeDevice.Auto"/>.</summary>
    public ComputeDevice Device => _device.Device;

    internal ModelDescription Model { get; }

    /// <summary>Whether the device works in the memory of the host, so that nothing is copied.</summary>
    internal bool HasHostMemory => _device.Memory is null;

    internal ResolvedDevice Resolved => _device;

    internal Owned<NativeSession> Handle
    {
        get
        {
            ObjectDisposedException.ThrowIf(_session.IsClosed, this);
            return _session;
        }
    }

    /// <summary>Runs the model. May be called from several threads at once.</summary>
    /// <param name="feeds">Input names and values.</param>
    /// <param name="fetches">Names of the outputs to compute; only what they need is computed.</param>
    /// <param name="cancellationToken">Stops the run before its next operator.</param>
    /// <returns>One value per name in <paramref name="fetches"/>, in that order. They own their memory and outlive the session; dispose them.</returns>
    /// <exception cref="ArgumentException">A name is unknown or given twice, an input is missing, or a value's type or shape does not fit.</exception>
    /// <exception cref="OrtException">The run failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The session or a value is disposed.</exception>
    public OrtValue[] Run(IReadOnlyList<KeyValuePair<string, OrtValue>> feeds, IReadOnlyList<string> fetches, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        ArgumentNullException.ThrowIfNull(fetches);
        ObjectDisposedException.ThrowIf(_session.IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (fetches.Count == 0)
            throw new ArgumentException($"No output of {Model.Model} was asked for.", nameof(fetches));
        foreach (var fetch in fetches)
            Model.Output(fetch);
        var names = CheckFeeds(feeds);
        var (values, handles, held) = (new NativeValue[names.Length], new Owned<NativeValue>[names.Length], 0);
        using var session = _session.Borrow();
        using var stop = cancellationToken.CanBeCanceled ? new RunOptions() : null;
        try
        {
            for (; held < values.Length; held++)
            {
                handles[held] = feeds[held].Value.Handle;
                values[held] = handles[held].Borrow().Value;
            }
            using var registration = StopOn(stop, cancellationToken);
            return OrtValue.TakeAll(session.Value.Run(stop ?? s_plain.Value, names, values, fetches));
        }
        catch (OnnxRuntimeException e)
        {
            throw Failed(e, Model.Model, cancellationToken);
        }
        finally
        {
            foreach (var handle in handles.AsSpan(0, held))
                handle.DangerousRelease();
        }
    }

    /// <summary>A binding of inputs and outputs to memory, for many runs without copies or allocations.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public SessionBinding CreateBinding() => new(this);

    /// <summary>Ends profiling (see <see cref="SessionSettings.ProfilePrefix"/>) and returns the path of the profile; empty when none was asked for.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public string EndProfiling()
    {
        using var session = Handle.Borrow();
        return session.Value.EndProfiling();
    }

    /// <summary>Lets the session go.</summary>
    public void Dispose() => _session.Dispose();

    /// <summary>Makes runs with these options fail at the next node while the token is cancelled; dispose the result after the run.</summary>
    internal static CancellationTokenRegistration StopOn(RunOptions? options, CancellationToken token) =>
        options is null ? default : token.UnsafeRegister(static state => ((RunOptions)state!).Terminate = true, options);

    /// <summary>The exception of a run that was cancelled or failed.</summary>
    internal static Exception Failed(OnnxRuntimeException error, string model, CancellationToken cancellationToken)
    {
        var translated = OrtErrors.Translate(error, "run", model);
        return cancellationToken.IsCancellationRequested
            ? new OperationCanceledException($"The run of {model} was cancelled.", translated, cancellationToken)
            : translated;
    }

    private string[] CheckFeeds(IReadOnlyList<KeyValuePair<string, OrtValue>> feeds)
    {
        var names = new string[feeds.Count];
        var required = 0;
        for (var i = 0; i < names.Length; i++)
        {
            var (name, value) = feeds[i];
            required += Model.Input(name, value).Required ? 1 : 0;
            if (names.AsSpan(0, i).Contains(name))
                throw new ArgumentException($"The input '{name}' of {Model.Model} is given twice.", nameof(feeds));
            names[i] = name;
        }
        return required == Model.Inputs.Count ? names : throw Model.Missing(feeds.Select(f => f.Key));
    }

    private static (Owned<NativeSession> Session, ModelDescription Model, ResolvedDevice Device) Load(
        string subject, string operation, SessionSettings? settings, Func<SessionOptions, NativeSession> load)
    {
        settings ??= new SessionSettings();
        using var options = SessionOptionsFactory.Create(settings);
        // Kernels compute in the host's memory.
        if (DeviceResolver.Resolve(settings.Device).Device == ComputeDevice.Cpu)
            KernelDomain.AddTo(options);
        var session = new Owned<NativeSession>(OrtErrors.Guard(operation, subject, () => load(options)));
        try
        {
            using var lease = session.Borrow();
            return (session, new ModelDescription(lease.Value, subject), DeviceResolver.Resolve(settings.Device));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
