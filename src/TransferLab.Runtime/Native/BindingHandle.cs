using System.Runtime.InteropServices;

namespace TransferLab.Runtime.Native;

/// <summary>
/// Owns an <c>OrtIoBinding</c>. It keeps its session and everything bound alive: the native binding points at both,
/// and finalizers run in no particular order.
/// </summary>
internal sealed unsafe class BindingHandle : OrtHandle
{
    private readonly SessionHandle _session;
    private readonly Dictionary<string, ValueHandle> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueHandle> _outputs = new(StringComparer.Ordinal);

    public BindingHandle(SessionHandle session) : base(0, OrtApiIndex.ReleaseIoBinding)
    {
        _session = session;
        var held = false;
        session.DangerousAddRef(ref held);
        try
        {
            nint binding;
            OrtStatus.Check(OrtApi.Instance.CreateIoBinding(session.DangerousGetHandle(), &binding), "create a binding");
            SetHandle(binding);
        }
        catch
        {
            session.DangerousRelease();
            throw;
        }
    }

    /// <summary>The session's pointer; valid while this handle is borrowed.</summary>
    public nint Session => _session.DangerousGetHandle();

    /// <summary>Keeps a bound input alive in place of the one of that name.</summary>
    public void HoldInput(string name, ValueHandle value) => Hold(_inputs, name, value);

    /// <summary>Keeps a bound output alive in place of the one of that name; null for an output that the runtime allocates.</summary>
    public void HoldOutput(string name, ValueHandle? value) => Hold(_outputs, name, value);

    /// <summary>Unbinds all inputs.</summary>
    public void ClearInputs()
    {
        OrtApi.Instance.ClearBoundInputs(handle);
        LetGo(_inputs);
    }

    /// <summary>Unbinds all outputs.</summary>
    public void ClearOutputs()
    {
        OrtApi.Instance.ClearBoundOutputs(handle);
        LetGo(_outputs);
    }

    protected override bool ReleaseHandle()
    {
        // Null when the constructor threw, before there was anything to let go.
        if (handle == 0)
            return true;
        base.ReleaseHandle();
        LetGo(_inputs);
        LetGo(_outputs);
        _session.DangerousRelease();
        return true;
    }

    private static void Hold(Dictionary<string, ValueHandle> held, string name, ValueHandle? value)
    {
        var added = false;
        value?.DangerousAddRef(ref added);
        held.TryGetValue(name, out var previous);
        if (value is not null)
            held[name] = value;
        else
            held.Remove(name);
        previous?.DangerousRelease();
    }

    private static void LetGo(Dictionary<string, ValueHandle> held)
    {
        foreach (SafeHandle value in held.Values)
            value.DangerousRelease();
        held.Clear();
    }
}
