namespace TransferLab.Runtime;

/// <summary>Inputs and outputs of a session bound to memory once and run many times: no copies on the CPU, and a run allocates nothing
/// on the managed heap. Binding the value that is bound already costs nothing; binding another one costs a few dozen bytes, its name. A
/// binding is for one thread at a time; a session may have several. What is bound stays alive until another takes its place.</summary>
public sealed class SessionBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly Owned<Microsoft.ML.OnnxRuntime.InferenceSession> _native;
    private readonly Owned<OrtIoBinding> _binding;
    private readonly Owned<RunOptions> _options;
    private readonly List<(Port Port, OrtValue Value)> _inputs = [];
    // In the order in which the native binding returns values; null stands for an output that the runtime allocates.
    private readonly List<(Port Port, OrtValue? Value)> _outputs = [];
    private int _busy;
    private bool _hasRun;

    internal SessionBinding(InferenceSession session)
    {
        _session = session;
        _native = session.Handle;
        using var lease = _native.Borrow();
        _binding = new Owned<OrtIoBinding>(lease.Value.CreateIoBinding(), _native);
        _options = new Owned<RunOptions>(new RunOptions());
    }

    /// <summary>Binds an input in place of what was bound to it. What the value's memory holds when <see cref="Run"/> is called is what counts.</summary>
    /// <exception cref="ArgumentException">No such input, or the value's type or shape does not fit.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding or the value is disposed.</exception>
    public void BindInput(string name, OrtValue value)
    {
        var port = _session.Model.Input(name, value);
        using var use = Enter();
        var handle = value.Handle;
        var index = IndexOf(_inputs, port);
        if (index >= 0 && ReferenceEquals(_inputs[index].Value, value))
            return;
        using (var binding = _binding.Borrow())
            BindInput(binding.Value, port, value);
        _binding.Hold(port, handle);
        if (index >= 0)
            _inputs[index] = (port, value);
        else
            _inputs.Add((port, value));
    }

    /// <summary>Binds an output to memory that is given; its shape must be the one the run produces.</summary>
    /// <exception cref="ArgumentException">No such output, or the value's type or shape does not fit.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding or the value is disposed.</exception>
    public void BindOutput(string name, OrtValue value)
    {
        var port = _session.Model.Output(name, value);
        using var use = Enter();
        var handle = value.Handle;
        var index = IndexOf(_outputs, port);
        if (index >= 0 && ReferenceEquals(_outputs[index].Value, value))
            return;
        using (var binding = _binding.Borrow())
        using (var native = handle.Borrow())
        {
            try
            {
                binding.Value.BindOutput(name, native.Value);
            }
            catch (OnnxRuntimeException e)
            {
                throw OrtErrors.Translate(e, "bind the output", name);
            }
        }
        Remember(port, index, value);
    }

    /// <summary>Asks for an output for which the runtime allocates CPU memory anew in every run.</summary>
    /// <exception cref="ArgumentException">No such output, or it is no tensor.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public void BindOutput(string name)
    {
        var port = _session.Model.Output(name);
        using var use = Enter();
        using (var binding = _binding.Borrow())
            OrtFunctions.BindOutputToDevice(binding.Value, port.NativeName, OrtMemoryInfo.DefaultInstance);
        Remember(port, IndexOf(_outputs, port), null);
    }

    /// <summary>Runs the session on what is bound.</summary>
    /// <param name="cancellationToken">Stops the run before its next operator; bound outputs then hold anything.</param>
    /// <exception cref="InvalidOperationException">No output is bound, or another thread is using the binding.</exception>
    /// <exception cref="ArgumentException">An input is not bound.</exception>
    /// <exception cref="OrtException">The run failed, e.g. because a bound output has another shape than the one produced.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public void Run(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var use = Enter();
        var required = 0;
        foreach (var (port, _) in _inputs)
            required += port.Required ? 1 : 0;
        if (required != _session.Inputs.Count)
            throw _session.Model.Missing(_inputs.Select(i => i.Port.Name));
        if (_outputs.Count == 0)
            throw new InvalidOperationException($"No output of {_session.Model.Model} is bound.");
        _hasRun = false;
        using var session = _native.Borrow();
        using var binding = _binding.Borrow();
        using var options = _options.Borrow();
        // A provider with memory of its own copies an input when it is bound, and not when it is run.
        if (!_session.HasHostMemory)
            foreach (var (port, value) in _inputs)
                if (value.IsInHostMemory)
                    BindInput(binding.Value, port, value);
        // The native binding keeps what it allocated in the last run as the memory of the next one: wrong when the shape changes, and it
        // would overwrite values that the caller still holds.
        foreach (var (port, value) in _outputs)
            if (value is null)
                OrtFunctions.BindOutputToDevice(binding.Value, port.NativeName, OrtMemoryInfo.DefaultInstance);
        try
        {
            using var registration = InferenceSession.StopOn(cancellationToken.CanBeCanceled ? options.Value : null, cancellationToken);
            session.Value.RunWithBinding(options.Value, binding.Value);
        }
        catch (OnnxRuntimeException e)
        {
            throw InferenceSession.Failed(e, _session.Model.Model, cancellationToken);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
                options.Value.Terminate = false;
        }
        _hasRun = true;
    }

    /// <summary>An output of the last run: the very value that was bound, or for an output bound without one a new
    /// value that the caller disposes and that later runs do not touch.</summary>
    /// <exception cref="ArgumentException">The output is not bound.</exception>
    /// <exception cref="InvalidOperationException">There was no successful run since outputs were last bound, or
    /// another thread is using the binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public OrtValue Output(string name)
    {
        using var use = Enter();
        var index = _outputs.FindIndex(o => o.Port.Name == name);
        if (index < 0)
            throw new ArgumentException($"The output '{name}' of {_session.Model.Model} is not bound.", nameof(name));
        if (_outputs[index].Value is { } bound)
            return bound;
        if (!_hasRun)
            throw new InvalidOperationException($"The output '{name}' of {_session.Model.Model} has no value before a run.");
        using var binding = _binding.Borrow();
        var values = binding.Value.GetOutputValues();
        foreach (var value in values.Where((_, i) => i != index))
            value.Dispose();
        return OrtValue.Take(values.ElementAt(index));
    }

    /// <summary>Lets the binding and what is bound go, once a run in progress has ended.</summary>
    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
    }

    private static void BindInput(OrtIoBinding binding, Port port, OrtValue value)
    {
        using var native = value.Handle.Borrow();
        try
        {
            binding.BindInput(port.Name, native.Value);
        }
        catch (OnnxRuntimeException e)
        {
            throw OrtErrors.Translate(e, "bind the input", port.Name);
        }
    }

    // Without the closure of FindIndex.
    private static int IndexOf<T>(List<(Port Port, T Value)> bound, Port port)
    {
        for (var i = 0; i < bound.Count; i++)
            if (ReferenceEquals(bound[i].Port, port))
                return i;
        return -1;
    }

    private void Remember(Port port, int index, OrtValue? value)
    {
        _hasRun = false;
        _binding.Hold(port, value?.Handle);
        if (index >= 0)
            _outputs[index] = (port, value);
        else
            _outputs.Add((port, value));
    }

    private Use Enter()
    {
        ObjectDisposedException.ThrowIf(_binding.IsClosed, this);
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException($"The binding of {_session.Model.Model} is in use by another thread; make one binding per thread.");
        return new Use(this);
    }

    private readonly ref struct Use(SessionBinding owner)
    {
        public void Dispose() => Volatile.Write(ref owner._busy, 0);
    }
}
