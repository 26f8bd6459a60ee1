"""Opens bellows on any EZSP dongle and teaches zigpy the Smart Energy profile."""
