namespace TransferLab.Runtime.Native;

/// <summary>Owns an <c>OrtRunOptions</c>, through which a run is told to stop.</summary>
internal sealed unsafe class RunOptionsHandle(nint native) : OrtHandle(native, OrtApiIndex.ReleaseRunOptions)
{
    public static RunOptionsHandle Create()
    {
        nint options;
        OrtStatus.Check(OrtApi.Instance.CreateRunOptions(&options), "create run options");
        return new RunOptionsHandle(options);
    }

    /// <summary>Makes runs with these options fail at the next node while the token is cancelled; dispose the result after the run.</summary>
    public CancellationTokenRegistration StopOn(CancellationToken token) =>
        token.UnsafeRegister(static state => ((RunOptionsHandle)state!).Terminate(), this);

    /// <summary>Lets runs with these options go on again.</summary>
    public void Rearm() => OrtStatus.Check(OrtApi.Instance.RunOptionsUnsetTerminate(handle), "reset run options");

    private void Terminate() => OrtStatus.Free(OrtApi.Instance.RunOptionsSetTerminate(handle));
}
