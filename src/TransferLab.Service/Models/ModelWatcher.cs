namespace TransferLab.Service.Models;

/// <summary>Looks at the models again and again. Looking works on every kind of file system, which being told of changes does not.</summary>
internal sealed partial class ModelWatcher(ModelRegistry models, ClassifierHostOptions options, ILogger<ModelWatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.WatchSeconds == 0)
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.WatchSeconds));
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                // Loading takes a while and blocks.
                await Task.Factory.StartNew(() => models.Reconcile(), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                    .ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Watching goes on whatever one look ran into; what serves is not touched by it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Failed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The model folder could not be looked at; what serves goes on.")]
    private partial void Failed(Exception e);
}
