namespace TransferLab.Runtime.Native;

/// <summary>Owns an object of the managed API and disposes of it after <see cref="SafeHandle.Dispose()"/> and the last
/// <see cref="Borrow"/>: the managed API itself frees a session while another thread runs it, which ends the process.
/// What the object leans on is held until it is gone, in whatever order finalizers run.</summary>
internal sealed class Owned<T> : SafeHandle where T : class, IDisposable
{
    private readonly T _value;
    private readonly Dictionary<object, SafeHandle> _held = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes an object over.</summary>
    /// <param name="value">The object; nobody else disposes of it.</param>
    /// <param name="needs">What must outlive it.</param>
    public Owned(T value, params ReadOnlySpan<SafeHandle> needs) : base(0, ownsHandle: true)
    {
#pragma warning disable CA1816 // Its own finalizer knows nothing of those who still use it; this handle's does.
        GC.SuppressFinalize(value);
#pragma warning restore CA1816
        _value = value;
        SetHandle(1);
        foreach (var need in needs)
            Hold(need, need);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The object, alive for as long as the result is not disposed. Allocates nothing.</summary>
    /// <exception cref="ObjectDisposedException">The handle is closed.</exception>
    public Lease Borrow() => new(this);

    /// <summary>Keeps something alive in place of what was kept under the key; null keeps nothing.</summary>
    public void Hold(object key, SafeHandle? needed)
    {
        var added = false;
        needed?.DangerousAddRef(ref added);
        _held.Remove(key, out var previous);
        if (needed is not null)
            _held[key] = needed;
        previous?.DangerousRelease();
    }

    protected override bool ReleaseHandle()
    {
        _value.Dispose();
        foreach (var needed in _held.Values)
            needed.DangerousRelease();
        _held.Clear();
        return true;
    }

    /// <summary>A use of the object.</summary>
    internal readonly ref struct Lease
    {
        private readonly Owned<T> _owner;

        public Lease(Owned<T> owner)
        {
            var added = false;
            owner.DangerousAddRef(ref added);
            _owner = owner;
        }

        public T Value => _owner._value;

        public void Dispose() => _owner.DangerousRelease();
    }
}
