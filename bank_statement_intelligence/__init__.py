from . import models, matchers, services, wizard, report
