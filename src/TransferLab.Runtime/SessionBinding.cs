using TransferLab.Runtime.Native;

namespace TransferLab.Runtime;

/// <summary>
/// Inputs and outputs of a session bound to memory once and run many times: no copies, and a run allocates nothing on the managed heap.
/// A binding is for one thread at a time; a session may have several. What is bound stays alive until it is unbound.
/// </summary>
public sealed unsafe class SessionBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly BindingHandle _handle;
    private readonly RunOptionsHandle _options;
    private readonly Dictionary<string, bool> _inputs = new(StringComparer.Ordinal);
    // In the order in which the native binding returns values; null stands for an output that the runtime allocates.
    private readonly List<(Port Port, OrtValue? Value)> _outputs = [];
    private int _requiredBound;
    private int _busy;
    private bool _hasRun;

    internal SessionBinding(InferenceSession session, BindingHandle handle)
    {
        _session = session;
        _handle = handle;
        try
        {
            _options = RunOptionsHandle.Create();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Binds an input in place of what was bound to it. What the value's memory holds when <see cref="Run"/> is called is what counts.</summary>
    /// <exception cref="ArgumentException">No such input, or the value's type or shape does not fit.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding or the value is disposed.</exception>
    public void BindInput(string name, OrtValue value)
    {
        var port = _session.Model.Input(name, value);
        Enter();
        try
        {
            using var binding = _handle.Borrow();
            using var native = value.Handle.Borrow();
            OrtStatus.Check(OrtApi.Instance.BindInput(binding.Pointer, port.Name, native.Pointer), "bind the input", name);
            _handle.HoldInput(name, value.Handle);
            if (_inputs.TryAdd(name, port.Required) && port.Required)
                _requiredBound++;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Binds an output to memory that is given; its shape must be the one the run produces.</summary>
    /// <exception cref="ArgumentException">No such output, or the value's type or shape does not fit.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding or the value is disposed.</exception>
    public void BindOutput(string name, OrtValue value)
    {
        var port = _session.Model.Output(name, value);
        Enter();
        try
        {
            using var binding = _handle.Borrow();
            using var native = value.Handle.Borrow();
            OrtStatus.Check(OrtApi.Instance.BindOutput(binding.Pointer, port.Name, native.Pointer), "bind the output", name);
            _handle.HoldOutput(name, value.Handle);
            Remember(port, value);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Asks for an output for which the runtime allocates CPU memory anew in every run.</summary>
    /// <exception cref="ArgumentException">No such output, or it is no tensor.</exception>
    /// <exception cref="InvalidOperationException">Another thread is using the binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public void BindOutput(string name)
    {
        var port = _session.Model.Output(name);
        Enter();
        try
        {
            using var binding = _handle.Borrow();
            BindToCpu(binding.Pointer, port);
            _handle.HoldOutput(name, null);
            Remember(port, null);
        }
        finally
        {
            Leave();
        }
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
        Enter();
        try
        {
            if (_requiredBound != _session.Inputs.Count)
                throw _session.Model.Missing(_inputs.Keys);
            if (_outputs.Count == 0)
                throw new InvalidOperationException($"No output of {_session.Model.Model} is bound.");
            _hasRun = false;
            using var binding = _handle.Borrow();
            using var options = _options.Borrow();
            // The native binding keeps what it allocated in the last run as the memory of the next one: wrong when the shape changes, and it
            // would overwrite values that the caller still holds.
            foreach (var (port, value) in _outputs)
                if (value is null)
                    BindToCpu(binding.Pointer, port);
            nint status;
            using (_options.StopOn(cancellationToken))
                status = OrtApi.Instance.RunWithBinding(_handle.Session, options.Pointer, binding.Pointer);
            if (cancellationToken.IsCancellationRequested)
                _options.Rearm();
            InferenceSession.ThrowUnlessDone(status, _session.Model.Model, cancellationToken);
            _hasRun = true;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>
    /// An output of the last run: the very value that was bound, or for an output bound without one a new value that the caller disposes and that later
    /// runs do not touch.
    /// </summary>
    /// <exception cref="ArgumentException">The output is not bound.</exception>
    /// <exception cref="InvalidOperationException">There was no successful run since outputs were last bound, or another thread is using the binding.</exception>
    /// <exception cref="ObjectDisposedException">The binding is disposed.</exception>
    public OrtValue Output(string name)
    {
        Enter();
        try
        {
            var index = _outputs.FindIndex(o => o.Port.Description.Name == name);
            if (index < 0)
                throw new ArgumentException($"The output '{name}' of {_session.Model.Model} is not bound.", nameof(name));
            if (_outputs[index].Value is { } bound)
                return bound;
            if (!_hasRun)
                throw new InvalidOperationException($"The output '{name}' of {_session.Model.Model} has no value before a run.");
            return TakeOutput(index);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Unbinds all inputs.</summary>
    public void ClearInputs()
    {
        Enter();
        try
        {
            using var binding = _handle.Borrow();
            _handle.ClearInputs();
            _inputs.Clear();
            _requiredBound = 0;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Unbinds all outputs.</summary>
    public void ClearOutputs()
    {
        Enter();
        try
        {
            using var binding = _handle.Borrow();
            _handle.ClearOutputs();
            _outputs.Clear();
            _hasRun = false;
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Lets the binding and what is bound go, once a run in progress has ended.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        _options.Dispose();
    }

    private static void BindToCpu(nint binding, Port port) =>
        OrtStatus.Check(OrtApi.Instance.BindOutputToDevice(binding, port.Name, OrtEnvironment.CpuMemory), "bind an output");

    private void Remember(Port port, OrtValue? value)
    {
        _hasRun = false;
        for (var i = 0; i < _outputs.Count; i++)
        {
            if (ReferenceEquals(_outputs[i].Port, port))
            {
                _outputs[i] = (port, value);
                return;
            }
        }
        _outputs.Add((port, value));
    }

    private OrtValue TakeOutput(int index)
    {
        using var binding = _handle.Borrow();
        var api = OrtApi.Instance;
        nint* values;
        nuint count;
        OrtStatus.Check(api.GetBoundOutputValues(binding.Pointer, OrtEnvironment.Allocator, &values, &count), "give the outputs of", _session.Model.Model);
        var wanted = values[index];
        for (var i = 0; i < (int)count; i++)
            if (i != index)
                api.Release(OrtApiIndex.ReleaseValue)(values[i]);
        OrtStatus.Free(api.AllocatorFree(OrtEnvironment.Allocator, values));
        return OrtValue.Take(wanted);
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        if (Interlocked.Exchange(ref _busy, 1) != 0)
            throw new InvalidOperationException($"The binding of {_session.Model.Model} is in use by another thread; make one binding per thread.");
    }

    private void Leave() => Volatile.Write(ref _busy, 0);
}
