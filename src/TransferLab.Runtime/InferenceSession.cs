using TransferLab.Runtime.Native;

namespace TransferLab.Runtime;

/// <summary>
/// A loaded model that can be run, from several threads at once. Dispose it when done; runs and bindings still in progress keep the native session alive.
/// </summary>
public sealed unsafe class InferenceSession : IDisposable
{
    private readonly SessionHandle _handle;
    private readonly ModelDescription _model;

    /// <summary>Loads a model file; external data files are looked for beside it.</summary>
    /// <param name="path">The file, <c>.onnx</c> or <c>.ort</c>.</param>
    /// <param name="settings">How to run it; null for the defaults.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    /// <exception cref="OrtException">The file is no model, or one that this runtime cannot run.</exception>
    /// <exception cref="NativeLibraryException">ONNX Runtime could not be loaded.</exception>
    public InferenceSession(string path, SessionSettings? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"The model file '{path}' does not exist.", path);
        var subject = $"'{path}'";
        using var options = SessionOptionsBuilder.Build(settings ?? new SessionSettings());
        nint native;
        fixed (byte* p = NativeText.Path(Path.GetFullPath(path)))
            OrtStatus.Check(OrtApi.Instance.CreateSession(OrtEnvironment.Env, p, options.DangerousGetHandle(), &native), "load the model", subject);
        (_handle, _model) = Describe(native, subject);
    }

    /// <summary>Loads a model from memory, which is copied.</summary>
    /// <param name="model">The bytes of a model file that needs no external data.</param>
    /// <param name="settings">How to run it; null for the defaults.</param>
    /// <exception cref="ArgumentException">The settings are not valid.</exception>
    /// <exception cref="OrtException">The bytes are no model, or one that this runtime cannot run.</exception>
    /// <exception cref="NativeLibraryException">ONNX Runtime could not be loaded.</exception>
    public InferenceSession(ReadOnlySpan<byte> model, SessionSettings? settings = null)
    {
        const string Subject = "the model in memory";
        if (model.IsEmpty)
            throw new OrtException(OrtErrorCode.InvalidProtobuf, $"Could not load {Subject}: it has no bytes.");
        using var options = SessionOptionsBuilder.Build(settings ?? new SessionSettings());
        nint native;
        fixed (byte* p = model)
            OrtStatus.Check(
                OrtApi.Instance.CreateSessionFromArray(OrtEnvironment.Env, p, (nuint)model.Length, options.DangerousGetHandle(), &native), "load", Subject);
        (_handle, _model) = Describe(native, Subject);
    }

    /// <summary>The inputs that every run needs, in the model's order.</summary>
    public IReadOnlyList<TensorDescription> Inputs => _model.Inputs;

    /// <summary>Constants that the model also lists as inputs: a run may feed them, and need not.</summary>
    public IReadOnlyList<TensorDescription> OptionalInputs => _model.Optional;

    /// <summary>The outputs, in the model's order.</summary>
    public IReadOnlyList<TensorDescription> Outputs => _model.Outputs;

    /// <summary>The key-value metadata of the model.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _model.Metadata;

    internal ModelDescription Model => _model;

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
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (fetches.Count == 0)
            throw new ArgumentException($"No output of {_model.Model} was asked for.", nameof(fetches));

        var inputs = CheckFeeds(feeds);
        var outputNames = new nint[fetches.Count];
        for (var i = 0; i < fetches.Count; i++)
            outputNames[i] = (nint)_model.Output(fetches[i]).Name;
        var outputs = new nint[fetches.Count];

        var held = 0;
        using var session = _handle.Borrow();
        using var stop = cancellationToken.CanBeCanceled ? RunOptionsHandle.Create() : null;
        try
        {
            for (; held < inputs.Values.Length; held++)
            {
                var added = false;
                inputs.Values[held].DangerousAddRef(ref added);
                inputs.Pointers[held] = inputs.Values[held].DangerousGetHandle();
            }
            nint status;
            fixed (nint* inNames = inputs.Names, inValues = inputs.Pointers, outNames = outputNames, outValues = outputs)
            {
                using var registration = stop?.StopOn(cancellationToken) ?? default;
                status = OrtApi.Instance.Run(session.Pointer, stop?.DangerousGetHandle() ?? 0, (byte**)inNames, inValues, (nuint)inputs.Names.Length,
                    (byte**)outNames, (nuint)outputNames.Length, outValues);
            }
            ThrowUnlessDone(status, _model.Model, cancellationToken);
        }
        finally
        {
            for (var i = 0; i < held; i++)
                inputs.Values[i].DangerousRelease();
            GC.KeepAlive(this);
        }
        return TakeAll(outputs);
    }

    /// <summary>A binding of inputs and outputs to memory, for many runs without copies or allocations.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public SessionBinding CreateBinding()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        return new SessionBinding(this, new BindingHandle(_handle));
    }

    /// <summary>Ends profiling (see <see cref="SessionSettings.ProfilePrefix"/>) and returns the path of the profile; empty when none was asked for.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public string EndProfiling()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        using var session = _handle.Borrow();
        byte* file;
        OrtStatus.Check(OrtApi.Instance.SessionEndProfiling(session.Pointer, OrtEnvironment.Allocator, &file), "write the profile of", _model.Model);
        return NativeText.Take(file);
    }

    /// <summary>Lets the session go.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Frees the status; throws for a run that was cancelled or failed.</summary>
    internal static void ThrowUnlessDone(nint status, string model, CancellationToken cancellationToken)
    {
        if (status == 0)
            return;
        var error = OrtStatus.Take(status, "run", model);
        if (cancellationToken.IsCancellationRequested)
            throw new OperationCanceledException($"The run of {model} was cancelled.", error, cancellationToken);
        throw error;
    }

    /// <summary>Wraps native values; when one of them fails, none is leaked.</summary>
    internal static OrtValue[] TakeAll(ReadOnlySpan<nint> natives)
    {
        var values = new OrtValue[natives.Length];
        var taken = 0;
        try
        {
            while (taken < values.Length)
                values[taken] = OrtValue.Take(natives[taken++]);
            return values;
        }
        catch
        {
            foreach (var value in values)
                value?.Dispose();
            foreach (var native in natives[taken..])
                new ValueHandle(native).Dispose();
            throw;
        }
    }

    private (nint[] Names, ValueHandle[] Values, nint[] Pointers) CheckFeeds(IReadOnlyList<KeyValuePair<string, OrtValue>> feeds)
    {
        var names = new nint[feeds.Count];
        var values = new ValueHandle[feeds.Count];
        var required = 0;
        for (var i = 0; i < feeds.Count; i++)
        {
            var (name, value) = feeds[i];
            var port = _model.Input(name, value);
            names[i] = (nint)port.Name;
            if (names.AsSpan(0, i).Contains(names[i]))
                throw new ArgumentException($"The input '{name}' of {_model.Model} is given twice.", nameof(feeds));
            values[i] = value.Handle;
            required += port.Required ? 1 : 0;
        }
        return required == _model.Inputs.Count ? (names, values, new nint[feeds.Count]) : throw _model.Missing(feeds.Select(f => f.Key));
    }

    private static (SessionHandle Handle, ModelDescription Model) Describe(nint native, string subject)
    {
        var handle = new SessionHandle(native);
        try
        {
            return (handle, new ModelDescription(handle, subject));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
